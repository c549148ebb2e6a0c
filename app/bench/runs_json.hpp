#pragma once

#include "figures.hpp"
#include "machine.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <span>

namespace haul::bench {

/// The facts as an object, and each run as one of an array.
boost::json::object facts_json(const machine_facts& facts);
boost::json::array runs_json(std::span<const figures> runs);

} // namespace haul::bench
