#pragma once

#include <perfq/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace perfq::test {

/// What libFuzzer made up, as a text.
inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program, which is how a fuzzer learns of it.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "it does not hold: " << what << '\n';
  std::abort();
}

/// Calls `read`, which may refuse the text, but only as bad input.
template <class Read>
void read_or_refuse(Read&& read) {
  try {
    read();
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::invalid, "bad input is refused as such");
    require(std::string_view{error.what()}.find('\n') == std::string_view::npos, "in one line");
  }
}

}  // namespace perfq::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
