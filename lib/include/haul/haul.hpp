#pragma once

/// The whole promise of the library.

#include <haul/downloader.hpp>
#include <haul/durability.hpp>
#include <haul/error.hpp>
#include <haul/host_load.hpp>
#include <haul/options.hpp>
#include <haul/outcome.hpp>
#include <haul/pack_options.hpp>
#include <haul/proxy_options.hpp>
#include <haul/semaphore.hpp>
#include <haul/source.hpp>
#include <haul/task.hpp>
#include <haul/text.hpp>
