#include "fuzz/fuzz.hpp"

#include <perfq/suite.hpp>

using namespace perfq;
using namespace perfq::test;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_or_refuse([&] {
    const Suite suite = parse_suite(text_of(data, size));
    require(parse_suite(to_json(suite)) == suite, "a suite that was written is read as it was");
  });
  return 0;
}
