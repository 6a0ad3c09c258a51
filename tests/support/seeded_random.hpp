#pragma once

#include <cstdint>

namespace perfq::test {

/// SplitMix64: the same numbers on every machine for one seed.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t operator()() {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }

  /// 0 to count - 1.
  int below(int count) { return static_cast<int>((*this)() % static_cast<std::uint64_t>(count)); }

  /// True for so many in a hundred.
  bool percent(int chance) { return below(100) < chance; }

 private:
  std::uint64_t state_;
};

}  // namespace perfq::test
