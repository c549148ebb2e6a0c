#pragma once

namespace haul::bench {

/// From now on Ctrl-C and SIGTERM only leave a mark, so that what was measured is reported and the
/// scratch folders are removed.
void catch_stop_signals();

/// The signal that came, 0 when none did.
int stop_signal();

} // namespace haul::bench
