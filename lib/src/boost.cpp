// Asio and Beast, compiled once for everybody: their headers cost ten seconds in each file else.

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
