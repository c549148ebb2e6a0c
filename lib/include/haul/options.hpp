#pragma once

#include <haul/durability.hpp>
#include <haul/error.hpp>
#include <haul/pack_options.hpp>
#include <haul/proxy_options.hpp>
#include <haul/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace haul {

/// Limits of time. Zero means no limit; negative values and more than 365 days
/// are refused. The clock is monotonic, a
/// limit is never cut short and runs out at most 50 ms late.
struct timeouts {
  /// For the name look-up, the TCP connection and the TLS handshake together. Default 10 s.
  std::chrono::milliseconds connect{10'000};
  /// From the request's last byte sent to the response's first byte. Default 30 s.
  std::chrono::milliseconds first_byte{30'000};
  /// Between any two reads (or writes) that bring something. Default 60 s.
  std::chrono::milliseconds idle{60'000};
  /// Bytes a second that a response must bring, on average over each `idle` (60 s when that is 0)
  /// of waiting for the server: what trickles for ever is given up, too. 0: no limit. Default 100.
  std::uint64_t lowest_rate = 100;
  /// For an attempt at a task, redirects included, from the moment it got its permit. Default none.
  std::chrono::milliseconds task{0};
};

/// When and how often a task that failed is tried again.
///
/// A task waits for its next attempt without a permit and without a connection, after a back-off
/// that doubles from `first_delay` to `most_delay`, each drawn between half of it and all of it
/// ("equal jitter"), so that what failed together does not come back together.
struct retry_options {
  /// How many attempts may follow the first one. 0: none. At most 100; default 3.
  unsigned most = 3;

  /// Answers that are worth another attempt. Default: 408, 425, 429, 500, 502, 503, 504.
  std::vector<unsigned> statuses = {408, 425, 429, 500, 502, 503, 504};

  /// Failures without an answer that are. Default: look-ups, connections refused or lost, limits of
  /// time. A certificate that proves nothing, a malformed response, a full disk never are.
  std::vector<cause> causes = {
      cause::look_up_failed, cause::connect_failed, cause::connection_lost, cause::timed_out};

  /// 1 ms to 1 h; default 500 ms and 30 s.
  std::chrono::milliseconds first_delay{500};
  std::chrono::milliseconds most_delay{30'000};

  /// The most a server's `Retry-After` or `RateLimit` is obeyed: a host that asks for more is asked
  /// again after this. 0 to 24 h; default 10 min. 0: such fields are ignored.
  std::chrono::milliseconds most_pause{600'000};

  /// How many retries a host may have on credit. Each retry takes one; each answer that needed
  /// none gives one back, up to this many. A host that is dead costs each task one attempt once
  /// that is spent. 0 to 1,000,000; default 100. 0: no limit.
  std::size_t budget = 100;
};

/// Which versions of HTTP may be spoken.
enum class http_version {
  any,   ///< with https whatever the server prefers (by ALPN, RFC 7301), else HTTP/1.1
  http1, ///< HTTP/1.1 only
  http2, ///< HTTP/2 only: with https, for it takes ALPN to agree on it; http URLs fail
  http2_prior_knowledge, ///< HTTP/2 only, with http too, whose servers must be known to speak it
};

/// An address to use for a host and port instead of looking the name up.
struct fixed_address {
  std::string host; ///< lower case; may be an international name
  std::uint16_t port = 0;
  std::string address; ///< IPv4 or IPv6, without brackets
};

/// A user name and a password for a host, sent as Basic authorisation.
struct host_login {
  std::string host;     ///< lower case, an IPv6 address without brackets; empty: any host
  std::string user;     ///< without colon and control characters (RFC 7617 section 2)
  std::string password; ///< without control characters
  bool operator==(const host_login&) const = default;
};

/// How a downloader works. `check_options` tells what is refused.
struct options {
  /// The folder under which every output is written; made (with its parents) when missing.
  std::filesystem::path directory = ".";

  /// How many tasks run at once. 1 to 1,000,000; default 64. Each needs a descriptor for its
  /// connection and one for its part file.
  std::size_t max_requests = 64;

  /// How many of them at one host (a name or an address, whatever the port), redirects included.
  /// 0: as many as `max_requests`. Default 6.
  std::size_t max_per_host = 6;

  /// Whether a host's limit adapts to what it bears: halved when it answers 429 or 503, can't be
  /// connected to in time or resets connections, one more again after as many good answers as the
  /// limit is (additive increase, multiplicative decrease; Chiu and Jain 1989). Default true.
  bool adapt = true;

  /// How many requests a second may start at one host, evenly spaced. 0: no limit. At most
  /// 1,000,000; default 0.
  double rate_per_host = 0;

  /// How many bytes of bodies a second, over all tasks. 0: no limit; else at least 1,000. Default
  /// 0.
  std::uint64_t bytes_per_second = 0;

  /// How many tasks may wait behind those that run: what is read ahead from the source, so that a
  /// host that is slow or paused holds nobody back. 1 to 10,000,000; default 10,000. Memory grows
  /// with it (about a kilobyte each).
  std::size_t look_ahead = 10'000;

  /// In which version servers are spoken to. A connection that speaks HTTP/2 is shared by as many
  /// requests to its origin as the server takes at once; `max_requests` and `max_per_host` count
  /// requests in any case. Requests for http URLs that go to a proxy are made in HTTP/1.1. Default
  /// `any`.
  http_version http = http_version::any;

  retry_options retry;

  /// False: a task whose file stands already is `skipped` without a request. True: it is asked for
  /// and, once whole, replaced in one step.
  bool overwrite = false;

  /// True: a task whose file stands already is asked for on condition that the server has another
  /// version (RFC 9110 section 13.1), and `unchanged` when it has not; a new version replaces the
  /// old one in one step. A file that has the digest of its task is still `skipped`. Default false.
  bool refresh = false;

  haul::timeouts timeouts;

  /// How many redirects a task may follow. 0: none. At most 50; default 10.
  unsigned max_redirects = 10;

  /// The most bytes a response's status line and header may take, and its trailers again. 1 KiB to
  /// 256 KiB; default 64 KiB.
  std::size_t max_header_bytes = 64 * 1024;

  /// Sent to the origin of the task's URL only; dropped for good once a redirect leaves it. Only
  /// one `Authorization` is sent: that of the task's headers, else of these, else of the URL, else
  /// of `logins`; of several in one place the last.
  std::vector<header> headers;

  /// The User-Agent of each request; empty sends none.
  std::string user_agent = "haul/0.1";

  /// A file of PEM certificates trusted instead of the system's. Empty: the file named by
  /// `SSL_CERT_FILE`, the folder named by `SSL_CERT_DIR`, else OpenSSL's default places.
  std::filesystem::path ca_file;

  /// Default none.
  std::vector<fixed_address> addresses;

  /// The name servers to ask instead of those of `/etc/resolv.conf`: `127.0.0.1:5300`, several
  /// separated by commas. Default empty.
  std::string name_servers;

  /// Whether nothing but public addresses may be connected to, whoever names them: loopback,
  /// private, link-local, shared (100.64.0.0/10), documentation, benchmarking, multicast, reserved
  /// and metadata addresses are refused, also those inside an IPv6 address. Judged is the address
  /// that is connected to, at each redirect anew; of a name's addresses the public ones are left.
  /// Exempt is what the caller names for the whole run: `addresses`, `name_servers` and the proxies
  /// themselves. A proxy looks names up itself, so of what is asked through it only literals are
  /// refused. Default false: only link-local and metadata addresses are refused then, unless a task
  /// names them as a literal.
  bool deny_private = false;

  /// Where connections, those to proxies included, go out: an IPv4 or IPv6 address of this machine
  /// (hosts are then asked at addresses of that family only), or the name of a network device.
  /// Names are looked up however the system does. Empty: the system's choice, which is the default.
  /// `downloader::create` fails when this machine has no such address or device, or does not allow
  /// it to be used.
  std::string interface;

  /// The proxies that http and https servers are reached through. Default none; `proxies_from`
  /// takes them from the environment.
  proxy_options proxies;

  /// Sent as `headers` are, when the URL holds neither user nor password. The first one for the
  /// task's host counts; with neither user nor password it says that nothing is sent. Default none.
  std::vector<host_login> logins;

  /// A file of PEM certificates, haul's own first, then those that lead to its authority. It is
  /// shown to every server that asks for one, also behind redirects. Empty: none.
  std::filesystem::path client_certificate;

  /// The PEM file with the private key of `client_certificate`. Empty: it stands in the same file.
  std::filesystem::path client_key;

  /// What an encrypted `client_key` is read with; nobody is ever asked for it. Default empty.
  std::string client_key_password;

  /// False: whatever certificate a server shows is taken, whoever made it and for whatever name,
  /// so anybody on the way can read and change everything. Default true.
  bool verify_servers = true;

  /// What a body may be: `image/gif`, or `image/*` for every kind of image, in either case, without
  /// parameters. Empty: anything. Default empty.
  std::vector<std::string> expect_types;

  /// The most bytes a file may have. 0: no limit. Default 0.
  std::uint64_t max_file_bytes = 0;

  /// How many bytes must stay free in the file system of `directory`. 0: no limit. Default 0.
  std::uint64_t min_free_bytes = 0;

  /// Whether a file gets the time of its `Last-Modified`. Default true.
  bool keep_time = true;

  /// Whether output names must be different, and possible, where case doesn't count and other rules
  /// hold: each must pass `check_portable_name`, and two tasks at the same time may not differ in
  /// case only. Default false.
  bool portable_names = false;

  /// The digest of each file to record: `sha256`, `sha512`, `sha1` or `md5`. Empty: none. Default
  /// empty.
  std::string record_digest;

  /// What a file that is reported as ok withstands. Default none: a kill, not a loss of power.
  durability durable = durability::none;

  /// Whether bodies may come compressed, to be written as they were before. Default false.
  bool compressed = false;

  /// By how many requests at once one large file is fetched, each for a range of its bytes. They
  /// stand in line as other tasks do, within `max_requests` and `max_per_host`; whoever is let in
  /// takes from the others. Only where the server names its version by a strong entity tag or date
  /// and does not refuse ranges. 1 to 64; default 1: not split.
  std::size_t split = 1;

  /// The least bytes that are worth a request of their own: a file of fewer than twice as many is
  /// not split. 1 to 2^60; default 16 MiB.
  std::uint64_t split_size = 16 * 1024 * 1024;

  /// Whether outputs are files or members of archives; the latter neither with `overwrite` nor with
  /// `refresh`. Default: files.
  pack_options pack;
};

/// Success, or an error with `cause::bad_option` that names the option and its range.
result<void> check_options(const options& checked);

/// Whether a task can be started at all: its URL is one, its output name, headers and digests are
/// of the right form. The downloader refuses, with the same errors, what this refuses. Mirrors are
/// not looked at: a bad one is as one that fails.
result<void> check_task(const task& checked);

} // namespace haul
