// The servers of the tests speak TLS by Asio; the library does not.

#include <boost/asio/ssl/impl/src.hpp>
