#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace perfq::child {

/// The last bytes of all that was added. Any thread may call.
class OutputTail {
 public:
  explicit OutputTail(std::size_t limit_bytes) : limit_(limit_bytes) {}

  void append(std::string_view bytes);

  /// A line of our own among the child's.
  void note(std::string_view text);

  std::string text() const;

 private:
  std::size_t const limit_;
  mutable std::mutex mutex_{};
  std::string kept_{};  // up to twice the limit, so that cutting is rare
};

}  // namespace perfq::child
