#include "fuzz/fuzz.hpp"
#include "service/location.hpp"

using namespace perfq;
using namespace perfq::test;

// What is shown of a URL leads to the same place, and shows the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_or_refuse([&] {
    const std::string once = shown(parse_location(text_of(data, size)));
    require(shown(parse_location(once)) == once, "a URL that was shown is shown the same");
  });
  return 0;
}
