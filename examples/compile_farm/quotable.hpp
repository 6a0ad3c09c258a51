#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace compile_farm {

/// A compiler quotes the lines that it complains of from the files that the text names, and a
/// worker has none of them. The text has most of their lines, though: this makes files of them, and
/// a text that names those files.
class Quotable {
 public:
  /// Writes the files into a folder, which is there and empty.
  Quotable(std::string_view text, const std::filesystem::path& folder);

  const std::string& text() const { return text_; }

  /// Messages about that text, with the names of the files that it was made from.
  std::string with_true_names(std::string messages) const;

 private:
  struct File {
    std::string name;
    std::string stand_in;
    std::vector<std::string_view> lines = {};
  };

  std::size_t file_named(std::string_view name);
  void write_files() const;

  std::filesystem::path folder_;
  std::vector<File> files_;
  std::string text_;
};

}  // namespace compile_farm
