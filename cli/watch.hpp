#pragma once

#include "context.hpp"

#include <functional>
#include <stop_token>
#include <string>

namespace perfq::cli {

/// Prints what `look` returns every so often until the stop: on a terminal over what stood there,
/// elsewhere and as JSON one after another.
void watch(Context& context, microseconds every, std::stop_token stop,
           const std::function<std::string()>& look);

}  // namespace perfq::cli
