#include "input.hpp"

#include "json.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <sys/stat.h>

namespace perfq::cli {

namespace {

constexpr std::size_t most_bytes = 64u << 20;
const std::string standard_input = "standard input";

[[noreturn]] void fail(std::string_view what, const std::string& file, std::string_view why) {
  throw Error(ErrorKind::invalid, fmt::format("{}: can't read {}: {}", what, file, why));
}

void open(std::ifstream& stream, const std::string& file, std::string_view what) {
  struct stat about {};

  if (stat(file.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) {
    fail(what, file, "it is a directory");
  }
  errno = 0;
  stream.open(file, std::ios::binary);
  if (!stream) fail(what, file, std::strerror(errno == 0 ? EIO : errno));
}

// What std::cin can't read it takes for its end.
bool broke_off(const std::istream& stream) {
  return stream.bad() || (&stream == &std::cin && std::ferror(stdin) != 0);
}

std::string read_all(std::istream& stream, const std::string& name, std::string_view what) {
  std::string text;
  std::string block(1u << 16, '\0');
  while (stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > most_bytes) fail(what, name, "it has more than 64 MiB");
  }
  if (broke_off(stream)) fail(what, name, "the reading broke off");
  return text;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::string read_text(const std::string& given, std::string_view what) {
  if (given == "-") return read_all(std::cin, standard_input, what);
  if (!given.starts_with('@')) return given;
  std::ifstream stream;
  open(stream, given.substr(1), what);
  return read_all(stream, given.substr(1), what);
}

std::string read_json(const std::optional<std::string>& given, std::string_view what,
                      std::string otherwise) {
  if (!given) return otherwise;
  auto text = read_text(*given, what);
  parse_json(text, what);
  return text;
}

void read_lines(const std::string& file, std::string_view what,
                const std::function<void(std::size_t, const std::string&)>& take) {
  std::ifstream stream;
  if (file != "-") open(stream, file, what);
  std::istream& source = file == "-" ? std::cin : stream;
  std::string line;
  for (std::size_t number = 1; std::getline(source, line); ++number) {
    if (is_blank(line)) continue;
    try {
      take(number, line);
    } catch (const Error& fault) {
      throw Error(fault.kind(), fmt::format("line {}: {}", number, fault.what()));
    }
  }
  if (broke_off(source)) fail(what, file == "-" ? standard_input : file, "the reading broke off");
}

}  // namespace perfq::cli
