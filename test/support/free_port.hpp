#pragma once

namespace haul::test {

/// A port of the loopback that nobody listens on at this moment, for programs that can't be told to
/// choose one.
unsigned short free_port();

} // namespace haul::test
