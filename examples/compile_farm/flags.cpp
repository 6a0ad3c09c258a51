#include "flags.hpp"

#include <algorithm>
#include <array>

namespace compile_farm {
namespace {

using std::string_view_literals::operator""sv;

// They write further files, read some besides the source, load code, ask for something other than
// an object, or name this very machine.
constexpr std::array here_only{
    "@"sv,
    "-###"sv,
    "-B"sv,
    "-E"sv,
    "-L"sv,
    "-P"sv,
    "-Q"sv,
    "-S"sv,
    "-T"sv,
    "-Wa,"sv,
    "-X"sv,
    "-aux"sv,
    "-coverage"sv,
    "-d"sv,
    "-fauto"sv,
    "-fbranch-prob"sv,
    "-fcallgraph"sv,
    "-fcompare"sv,
    "-fdiagnostics-format"sv,
    "-fdirectives"sv,
    "-fdump"sv,
    "-fmem-rep"sv,
    "-fmodule"sv,
    "-fno-working"sv,
    "-fopt-info"sv,
    "-fplugin"sv,
    "-fpreprocessed"sv,
    "-fprofile"sv,
    "-fsave-opt"sv,
    "-fstack-usage"sv,
    "-fsyntax"sv,
    "-ftest"sv,
    "-ftime"sv,
    "-g3"sv,
    "-ggdb3"sv,
    "-gsplit"sv,
    "-imultilib"sv,
    "-iplugindir"sv,
    "-l"sv,
    "-no-canonical"sv,
    "-pass-exit"sv,
    "-print"sv,
    "-save-temps"sv,
    "-specs"sv,
    "-time"sv,
    "-traditional"sv,
    "-u"sv,
    "-v"sv,
    "-wrapper"sv,
    "-z"sv,
};

constexpr std::array with_value{
    "-A"sv,        "-D"sv,       "-I"sv,           "-MF"sv,
    "-MQ"sv,       "-MT"sv,      "-U"sv,           "-idirafter"sv,
    "-imacros"sv,  "-include"sv, "-iprefix"sv,     "-iquote"sv,
    "-isysroot"sv, "-isystem"sv, "-iwithprefix"sv, "-iwithprefixbefore"sv,
};

constexpr std::array preprocessor{
    "--sysroot="sv, "-A"sv,        "-C"sv,     "-D"sv,   "-H"sv,
    "-I"sv,         "-M"sv,        "-U"sv,     "-Wp,"sv, "-finput-charset="sv,
    "-i"sv,         "-nostdinc"sv, "-remap"sv,
};

bool begins_with_any(std::string_view flag, const auto& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return flag.starts_with(prefix); });
}

bool is_here_only(std::string_view flag) {
  // -M and -MM print dependencies instead of compiling.
  if (flag == "-" || flag == "-M" || flag == "-MM") return true;
  if (flag == "-undef") return false;
  if (flag.ends_with("=native") || flag.find("prefix-map=") != flag.npos) return true;
  if (flag.starts_with("--"))
    return flag != "--param" && !flag.starts_with("--param=") && !flag.starts_with("--sysroot=");
  return begins_with_any(flag, here_only);
}

}  // namespace

Use use_of(std::string_view flag) {
  if (is_here_only(flag)) return Use::here_only;
  if (flag == "--param") return Use::parameter;
  if (std::find(with_value.begin(), with_value.end(), flag) != with_value.end())
    return Use::value_follows;
  return begins_with_any(flag, preprocessor) ? Use::preprocessor : Use::both;
}

}  // namespace compile_farm
