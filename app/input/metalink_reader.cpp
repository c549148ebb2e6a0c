#include "metalink_reader.hpp"

#include "row_fields.hpp"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

namespace {

constexpr std::string_view metalink_namespace = "urn:ietf:params:xml:ns:metalink";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

struct string_writer final : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

// Without the prefix of the namespace.
std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

// A comment within it divides the text, for the parser.
std::string content(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& each : node.children())
    text += each.value();
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t start = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(start, text.find_last_not_of(blanks) + 1 - start);
}

pugi::xml_node next_file(pugi::xml_node node) {
  while (node && local_name(node) != "file")
    node = node.next_sibling();
  return node;
}

bool is_metalink(const pugi::xml_node& root) {
  const std::string_view name = root.name();
  const std::size_t colon = name.find(':');
  const std::string attribute =
      colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  return local_name(root) == "metalink" &&
         root.attribute(attribute.c_str()).value() == metalink_namespace;
}

std::vector<std::string> urls_of(const pugi::xml_node& file) {
  constexpr unsigned lowest = 999'999; // RFC 5854: also where none is given
  std::multimap<unsigned, std::string> found;
  for (const pugi::xml_node& each : file.children())
    if (local_name(each) == "url" && !content(each).empty())
      found.emplace(each.attribute("priority").as_uint(lowest), content(each));
  std::vector<std::string> urls;
  for (auto& [priority, url] : found)
    urls.push_back(std::move(url));
  return urls;
}

void add_facts(row& to, const pugi::xml_node& file) {
  for (const pugi::xml_node& each : file.children()) {
    const std::string_view name = local_name(each);
    if (name == "size")
      add_field(to, name, content(each));
    else if (const std::string_view digest = digest_field(each.attribute("type").value());
             name == "hash" && !digest.empty())
      add_field(to, digest, content(each));
  }
}

// No name, URL, size or digest has any; and the text of the element would lose them, for a parser
// takes a carriage return for the end of a line.
const field* with_control_character(const row& made) {
  const auto found = std::ranges::find_if(made.fields, [](const field& each) {
    return std::ranges::any_of(each.value, [](unsigned char c) { return c < 0x20; });
  });
  return found == made.fields.end() ? nullptr : &*found;
}

std::string written(const pugi::xml_node& node) {
  string_writer writer;
  node.print(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(writer.text);
}

} // namespace

struct metalink_reader::parsed {
  pugi::xml_document document;
  pugi::xml_node file; // the next one
  std::string prologue;
  std::string epilogue;
};

metalink_reader::metalink_reader(std::string file)
    : file_(std::make_shared<const std::string>(std::move(file))) {
}

metalink_reader::~metalink_reader() = default;

// One byte too many is kept, for `parse` to see.
void metalink_reader::push(std::string_view bytes) {
  if (document_.size() <= largest)
    document_ += bytes.substr(0, largest + 1 - document_.size());
}

void metalink_reader::finish() {
  finished_ = true;
}

std::optional<row_result> metalink_reader::next() {
  if (!finished_ || over_)
    return std::nullopt;
  if (!parsed_)
    if (std::optional<row_result> problem = parse())
      return problem;
  const pugi::xml_node file = next_file(parsed_->file);
  if (!file) {
    over_ = true;
    return std::nullopt;
  }
  parsed_->file = file.next_sibling();
  row made;
  made.place = {file_, line_at(static_cast<std::size_t>(file.offset_debug())), written(file)};
  const std::string_view name = file.attribute("name").value();
  add_field(made, "output", name);
  add_field(made, "code", name);
  const std::vector<std::string> urls = urls_of(file);
  add_urls(made, {urls.begin(), urls.end()});
  if (made.find("url") == nullptr)
    return bad_row{std::move(made.place), "url", "a file without a URL"};
  add_facts(made, file);
  if (const field* const damaged = with_control_character(made))
    return bad_row{std::move(made.place), damaged->name, "a control character"};
  return checked(std::move(made));
}

// A problem, or nothing when there are rows to come.
std::optional<row_result> metalink_reader::parse() {
  if (document_.size() > largest)
    return refuse(0, "a document of more than 64 MiB");
  if (document_.starts_with(byte_order_mark))
    document_.erase(0, byte_order_mark.size());
  if (const std::size_t nul = document_.find('\0'); nul != std::string::npos)
    return refuse(nul, "not XML in UTF-8: a zero byte");
  parsed_ = std::make_unique<parsed>();
  const pugi::xml_parse_result result = parsed_->document.load_buffer(
      document_.data(), document_.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result)
    return refuse(
        static_cast<std::size_t>(result.offset), std::string("not XML: ") + result.description());
  const pugi::xml_node root = parsed_->document.document_element();
  if (!is_metalink(root))
    return refuse(
        static_cast<std::size_t>(root.offset_debug()), "not a Metalink 4 document (RFC 5854)");
  parsed_->file = root.first_child();
  pugi::xml_document frame;
  pugi::xml_node tag = frame.append_child(root.name());
  for (const pugi::xml_attribute& each : root.attributes())
    tag.append_copy(each);
  tag.append_child(pugi::node_pcdata).set_value("\n");
  const std::string both = written(tag);
  const std::size_t end = both.rfind("</");
  parsed_->prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + both.substr(0, end);
  parsed_->epilogue = both.substr(end) + '\n';
  return std::nullopt;
}

std::optional<row_result> metalink_reader::refuse(std::size_t offset, std::string message) {
  over_ = true;
  return bad_row{{file_, line_at(offset), {}}, {}, std::move(message)};
}

// Files come in the order of the document.
std::uint64_t metalink_reader::line_at(std::size_t offset) {
  const auto from = document_.begin() + static_cast<std::ptrdiff_t>(counted_);
  const std::size_t end = std::min(std::max(offset, counted_), document_.size());
  line_ += static_cast<std::uint64_t>(
      std::count(from, document_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
  counted_ = end;
  return line_;
}

std::string metalink_reader::prologue() const {
  return parsed_ ? parsed_->prologue : std::string();
}

std::string metalink_reader::epilogue() const {
  return parsed_ ? parsed_->epilogue : std::string();
}

} // namespace haul
