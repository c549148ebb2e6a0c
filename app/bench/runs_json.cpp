#include "runs_json.hpp"

#include <boost/json/parse.hpp>

namespace haul::bench {

namespace json = boost::json;

json::object facts_json(const machine_facts& facts) {
  json::object made;
  for (const auto& [name, value] : facts)
    made[name] = value;
  return made;
}

json::array runs_json(std::span<const figures> runs) {
  json::array made;
  for (const figures& each : runs)
    made.push_back(json::parse(to_json(each)));
  return made;
}

} // namespace haul::bench
