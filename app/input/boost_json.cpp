// Boost.JSON, compiled here: its library would be one more package to install.

#include <boost/json/src.hpp>
