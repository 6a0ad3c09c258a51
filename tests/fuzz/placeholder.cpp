#include "bench/placeholders.hpp"
#include "fuzz/fuzz.hpp"

using namespace perfq;
using namespace perfq::test;

// The first line is a value, the rest the text to be filled.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string all = text_of(data, size);
  const std::string value = all.substr(0, all.find('\n'));
  const std::string text = all.substr(std::min(all.size(), value.size() + 1));
  require(bench::fill(text, {}) == text, "without values a text stays as it is");
  require(bench::fill(text, {{"sha", "{sha}"}}) == text, "a value is not filled in its turn");
  require(bench::fill("{sha}", {{"sha", value}}) == value, "a value stands there as it is");
  return 0;
}
