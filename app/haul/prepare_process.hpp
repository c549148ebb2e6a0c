#pragma once

namespace haul {

/// What the command needs of its process before anything else: an open standard input, output and
/// error, the person's locale for characters, no end by SIGPIPE or SIGXFSZ, and all the descriptors
/// it may have.
void prepare_process();

} // namespace haul
