#include "cli/exposition.hpp"

#include "support/process.hpp"

#include <regex>
#include <set>
#include <stdexcept>

namespace perfq::test {

namespace {

const std::string metric = "([a-zA-Z_:][a-zA-Z0-9_:]*)";
const std::regex help_line("# HELP " + metric + R"( ([^\\]|\\\\|\\n)+)");
const std::regex type_line("# TYPE " + metric + " (gauge|counter)");
const std::regex sample_line(metric +
                             R"re((?:\{([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"\})?)re"
                             R"( ([0-9]+(?:\.[0-9]+)?(?:e-[0-9]+)?))");

std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\';
    if (escape) ++i;
    plain += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return plain;
}

class Reader {
 public:
  void read(const std::string& line) {
    std::smatch parts;
    if (std::regex_match(line, parts, help_line)) {
      require(seen_.insert(parts[1]).second, "a metric twice", line);
      helped_ = parts[1];
      typed_.clear();
    } else if (std::regex_match(line, parts, type_line)) {
      require(parts[1] == helped_ && typed_.empty(), "a type that follows no help", line);
      require((parts[2] == "counter") == helped_.ends_with("_total"), "_total is a counter", line);
      typed_ = parts[1];
    } else {
      require(std::regex_match(line, parts, sample_line), "neither comment nor sample", line);
      require(parts[1] == typed_, "a sample of another metric", line);
      const std::string label =
          parts[2].matched ? "{" + parts[2].str() + "=" + unescaped(parts[3]) + "}" : "";
      const bool fresh = samples.emplace(typed_ + label, std::stod(parts[4])).second;
      require(fresh, "a sample twice", line);
    }
  }

  Samples samples;

 private:
  static void require(bool good, const std::string& what, const std::string& line) {
    if (!good) throw std::runtime_error(what + ": " + line);
  }

  std::set<std::string> seen_;
  std::string helped_;
  std::string typed_;
};

}  // namespace

Samples read_exposition(const std::string& text) {
  if (!text.ends_with('\n')) throw std::runtime_error("the last line has no end");
  Reader reader;
  for (const std::string& line : lines_of(text)) reader.read(line);
  return std::move(reader.samples);
}

}  // namespace perfq::test
