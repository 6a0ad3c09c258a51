#pragma once

#include <fmt/format.h>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace perfq::cli {

/// Whoever reads our stdout has gone: end quietly.
class OutputClosed : public std::exception {};

/// stdout, collected until it is flushed. One thread. Not flushed by itself at the end, so that a
/// failed write is never overlooked: main does it.
class Output {
 public:
  void write(std::string_view text);

  template <class... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    write(fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  /// Throws OutputClosed, or Error{storage} where the text can't be written.
  void flush();

  /// Throws OutputClosed where the reader has gone: who has nothing to write would not notice.
  void require_reader() const;

 private:
  std::string pending_;
};

}  // namespace perfq::cli
