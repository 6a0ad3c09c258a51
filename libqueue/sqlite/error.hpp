#pragma once

#include <perfq/error.hpp>
#include <perfq/time.hpp>

#include <SQLiteCpp/Exception.h>

#include <string>
#include <string_view>

namespace perfq::sqlite {

/// What an error's text says beside the driver's words.
struct Scene {
  std::string file;
  microseconds give_up_after{0};
};

/// The only place that reads SQLite's codes.
Error translate(const SQLite::Exception& error, const Scene& scene, std::string_view doing);

/// Another connection was in the way, whatever the kind of lock.
bool is_busy(const SQLite::Exception& error);

}  // namespace perfq::sqlite
