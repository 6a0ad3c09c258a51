#pragma once

#include <perfq/error.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace perfq::postgres {

/// How far a call had come when it failed: decides whether it may have taken effect.
enum class Phase { connecting, alone, in_transaction, committing };

struct Scene {
  std::string shown;   ///< the URL without passwords
  std::string secret;  ///< the URL, to be kept out of texts
  std::string schema;
};

/// The only place that knows libpqxx's exceptions and PostgreSQL's codes.
Error translate(const std::exception_ptr& error, const Scene& scene, Phase phase,
                std::string_view doing);

/// A pooler gave us another server connection than the one that knows our prepared statement.
bool is_about_prepared(const std::exception_ptr& error);

/// A pooler refused a setting of the connection that it does not know; it has no code of its own.
bool is_about_startup_settings(const std::exception& error);

/// The connection can't be used any more.
bool is_broken(const std::exception_ptr& error);

}  // namespace perfq::postgres
