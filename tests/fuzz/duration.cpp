#include "fuzz/fuzz.hpp"

#include <perfq/time.hpp>

using namespace perfq;
using namespace perfq::test;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  if (const auto duration = parse_duration(text)) {
    require(*duration >= microseconds{0}, "no duration is negative");
    require(*duration <= std::chrono::hours{24 * 366 * 100}, "none is longer than a century");
    require(!format_duration(*duration).empty(), "each can be printed");
  }
  if (const auto time = parse_time(text))
    require(parse_time(format_time(*time)) == time, "a time that was printed is read as it was");
  return 0;
}
