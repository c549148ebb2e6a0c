// The third way: one call that returns when everything is done. No event loop in sight.

#include "example.hpp"

int main(int count, char** words) {
  example::arguments given = example::read_arguments(count, words);
  haul::list_source flags(std::move(given.flags));

  haul::result<haul::tally> counts = haul::download_many(flags, given.how, example::print);
  if (!counts) {
    return example::fail(counts.error());
  }
  return example::report(*counts);
}
