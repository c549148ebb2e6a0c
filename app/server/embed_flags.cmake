# Writes OUTPUT, C++ that defines haul::all_flags() with every two-letter flag of FOLDER.
# Nothing but the files' names and bytes goes into it, so that equal flags give equal programs.

file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/[a-z][a-z].gif)
list(SORT names)
if(NOT names)
  message(FATAL_ERROR "${FOLDER} holds no flag")
endif()

set(rows "")
foreach(name IN LISTS names)
  string(SUBSTRING ${name} 0 2 code)
  string(TOUPPER ${code} code)
  file(READ ${FOLDER}/${name} bytes HEX)
  # A string for each flag: an array of numbers takes a compiler ten times as long.
  string(REGEX REPLACE "(..)" "\\\\x\\1" literal "${bytes}")
  string(APPEND rows "    {\"${code}\"sv, \"${literal}\"sv},\n")
endforeach()

file(WRITE ${OUTPUT} "// Made by embed_flags.cmake from Debian's package famfamfam-flag-gif.

#include \"flags.hpp\"

using namespace std::string_view_literals;

namespace haul {

static constexpr flag table[] = {
${rows}};

std::span<const flag> all_flags() { return table; }

} // namespace haul
")
