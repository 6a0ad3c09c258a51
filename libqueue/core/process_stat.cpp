#include "core/process_stat.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace perfq::core {

std::optional<ProcessStat> process_stat(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  // The second field is a name with anything in it; those behind it count from the third.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() < 20) return std::nullopt;
  return ProcessStat{fields[0], std::stoll(fields[17]), std::stoll(fields[19])};
}

}  // namespace perfq::core
