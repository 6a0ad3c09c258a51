#pragma once

#include <perfq/queue.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

// What a failing check prints for the values of the library.

namespace perfq {

inline doctest::String toString(const JobState& value) {
  return to_text(value).data();
}

inline doctest::String toString(const Outcome& value) {
  return to_text(value).data();
}

inline doctest::String toString(const GroupState& value) {
  return to_text(value).data();
}

inline doctest::String toString(const GroupOutcome& value) {
  return to_text(value).data();
}

inline doctest::String toString(const StepState& value) {
  return to_text(value).data();
}

inline doctest::String toString(const Ack& ack) {
  constexpr std::array names{"done", "lease_lost", "not_found"};
  return names[static_cast<std::size_t>(ack)];
}

inline doctest::String toString(const Change& change) {
  constexpr std::array names{"done", "unchanged", "requested", "not_found", "refused", "conflict"};
  return names[static_cast<std::size_t>(change)];
}

inline doctest::String toString(const ErrorKind& kind) {
  constexpr std::array names{"invalid",     "not_found", "state",   "conflict", "schema",
                             "unavailable", "busy",      "storage", "bug"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace perfq

namespace doctest {

template <>
struct StringMaker<perfq::Timestamp> {
  static String convert(perfq::Timestamp at) { return perfq::format_time(at).c_str(); }
};

template <>
struct StringMaker<perfq::microseconds> {
  static String convert(perfq::microseconds value) {
    return (std::to_string(value.count()) + " us").c_str();
  }
};

template <class T>
struct StringMaker<std::optional<T>> {
  static String convert(const std::optional<T>& value) {
    return value ? toString(*value) : String{"nothing"};
  }
};

template <class T>
struct StringMaker<std::vector<T>> {
  static String convert(const std::vector<T>& values) {
    String text = "[";
    for (std::size_t i = 0; i < values.size(); ++i)
      text += (i > 0 ? String{", "} : String{}) + toString(values[i]);
    return text + "]";
  }
};

}  // namespace doctest
