#pragma once

#include <perfq/time.hpp>

#include <string>

namespace perfq::postgres {

/// The URL with perfq's own settings where it has none: how long to try to connect, when to call a
/// silent peer dead, and who we are.
std::string with_defaults(const std::string& url, microseconds give_up_after);

/// The URL with settings by which a plan that was made while a table was small still goes through
/// its indexes when it has grown: a prepared one is kept until the table's next analysis. What its
/// own `options` say prevails; as it is where PGOPTIONS has some.
std::string with_planner_settings(const std::string& url);

}  // namespace perfq::postgres
