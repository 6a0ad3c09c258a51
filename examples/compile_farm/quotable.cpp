#include "quotable.hpp"

#include "markers.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace compile_farm {
namespace {

// More lines than any source has; a marker is made by anybody.
constexpr std::size_t most_lines = 1'000'000;

void keep_line(std::vector<std::string_view>& lines, std::size_t number, std::string_view line) {
  if (number == 0 || number > most_lines) return;
  if (lines.size() < number) lines.resize(number);
  // A file that is read twice may have had its lines left out the second time.
  if (lines[number - 1].empty()) lines[number - 1] = line.substr(0, line.find('\n'));
}

}  // namespace

Quotable::Quotable(std::string_view text, const std::filesystem::path& folder) : folder_(folder) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t file = none;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (const auto marker = marker_in(line)) {
      file = marker->name.starts_with('<') ? none : file_named(marker->name);
      number = marker->line;
      text_ += file != none ? "# " + std::to_string(number) + " \"" + files_[file].stand_in + '"' +
                                  std::string{marker->flags}
                            : std::string{line};
    } else {
      if (file != none) keep_line(files_[file].lines, number, line);
      ++number;
      text_ += line;
    }
  }
  write_files();
}

void Quotable::write_files() const {
  for (const File& file : files_) {
    std::ofstream out(file.stand_in, std::ios::binary);
    for (const std::string_view line : file.lines) out << line << '\n';
    if (!out.flush()) throw std::runtime_error(file.stand_in + " can't be written");
  }
}

// Of one length, so that none is the beginning of another.
std::size_t Quotable::file_named(std::string_view name) {
  const auto known = std::find_if(files_.begin(), files_.end(),
                                  [&](const File& file) { return file.name == name; });
  if (known != files_.end()) return static_cast<std::size_t>(known - files_.begin());
  const std::string number = std::to_string(1'000'000 + files_.size());
  files_.push_back({.name = std::string{name}, .stand_in = (folder_ / number).string()});
  return files_.size() - 1;
}

std::string Quotable::with_true_names(std::string messages) const {
  const std::string beginning = (folder_ / "").string();
  std::size_t at = 0;
  while ((at = messages.find(beginning, at)) != messages.npos) {
    const std::string_view stand_in = std::string_view{messages}.substr(at, beginning.size() + 7);
    const auto file = std::find_if(files_.begin(), files_.end(),
                                   [&](const File& one) { return one.stand_in == stand_in; });
    if (file == files_.end()) {
      at += beginning.size();
      continue;
    }
    messages.replace(at, stand_in.size(), file->name);
    at += file->name.size();
  }
  return messages;
}

}  // namespace compile_farm
