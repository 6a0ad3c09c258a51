#include <perfq/time.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace perfq {

namespace {

using namespace std::chrono;

// Reads from the front of a text; `ok` stays false once something did not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }

  bool at_end() const { return text_.empty(); }

  int digits(std::size_t count) {
    if (text_.size() < count) return fail();
    int number = 0;
    for (const char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      number = number * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return number;
  }

  bool take(char wanted) {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) fail();
  }

  microseconds fraction() {
    std::int64_t us = 0;
    int places = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; ++places) {
      if (places < 6) us = us * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    if (places == 0 || places > 9) fail();
    for (; places < 6; ++places) us *= 10;
    return microseconds{us};
  }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }

  std::string_view text_;
  bool ok_ = true;
};

microseconds read_clock_time(Reader& reader) {
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  reader.expect(':');
  const int second = reader.digits(2);
  if (hour > 23 || minute > 59 || second > 59) reader.expect('\0');
  microseconds time = hours{hour} + minutes{minute} + seconds{second};
  if (reader.take('.')) time += reader.fraction();
  return time;
}

microseconds read_offset(Reader& reader) {
  if (reader.take('Z') || reader.take('z')) return microseconds{0};
  const bool west = reader.take('-');
  if (!west) reader.expect('+');
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  if (hour > 23 || minute > 59) reader.expect('\0');
  const microseconds offset = hours{hour} + minutes{minute};
  return west ? -offset : offset;
}

struct Unit {
  std::string_view name;
  double us;
};

constexpr std::array units{Unit{"ms", 1e3},   Unit{"s", 1e6},     Unit{"m", 60e6},
                           Unit{"h", 3600e6}, Unit{"d", 86400e6}, Unit{"", 1e6}};
constexpr double longest_us = 100.0 * 366 * 86400e6;

}  // namespace

std::string format_time(Timestamp at) {
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

std::optional<Timestamp> parse_time(std::string_view text) {
  Reader reader(text);
  const int y = reader.digits(4);
  reader.expect('-');
  const int m = reader.digits(2);
  reader.expect('-');
  const int d = reader.digits(2);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  if (!reader.ok() || !date.ok() || y < 1970) return std::nullopt;
  Timestamp at = sys_days{date};
  if (!reader.at_end()) {
    if (!reader.take('T') && !reader.take('t')) reader.expect(' ');
    at += read_clock_time(reader);
    at -= read_offset(reader);
  }
  constexpr Timestamp year_10000 = sys_days{year{10000} / 1 / 1};
  if (!reader.ok() || !reader.at_end() || to_us(at) < 0 || at >= year_10000) return std::nullopt;
  return at;
}

std::optional<microseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || text.front() == '-' || !std::isfinite(number)) return std::nullopt;
  const std::string_view unit_name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units)
    if (unit.name == unit_name && number * unit.us <= longest_us)
      return microseconds{std::llround(number * unit.us)};
  return std::nullopt;
}

std::string format_duration(microseconds duration) {
  std::array<char, 48> text{};
  const auto print = [&](const char* format, auto... parts) {
    std::snprintf(text.data(), text.size(), format, parts...);
    return std::string{text.data()};
  };
  const long long us = duration.count();
  if (us < 0) return print("-%s", format_duration(-duration).c_str());
  if (us < 1'000'000) return print("%lldms", us / 1000);
  if (us < 60'000'000) return print("%lld.%llds", us / 1'000'000, us / 100'000 % 10);
  const long long s = us / 1'000'000;
  if (s < 3600) return print("%lldm %02llds", s / 60, s % 60);
  if (s < 86'400) return print("%lldh %02lldm", s / 3600, s / 60 % 60);
  return print("%lldd %02lldh", s / 86'400, s / 3600 % 24);
}

}  // namespace perfq
