#include "bench/scratch_folder.hpp"

#include <perfq/error.hpp>

#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>

namespace perfq::bench {

namespace {

namespace fs = std::filesystem;

fs::path place() {
  std::error_code error;
  const fs::path found = fs::temp_directory_path(error);
  return error ? fs::path{"/tmp"} : found;
}

std::string prefix_of(const std::string& session) {
  return "perfq-" + session + ".";
}

}  // namespace

ScratchFolder::ScratchFolder(const std::string& session) {
  std::string name = place() / (prefix_of(session) + "XXXXXX");
  if (mkdtemp(name.data()) == nullptr)
    throw Error(ErrorKind::storage, "no folder can be made for the command's files in " + name +
                                        ": set TMPDIR to a folder that can be written");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code left_behind;
  fs::remove_all(path_, left_behind);
}

void remove_scratch_of(const std::string& session) noexcept {
  try {
    for (const auto& entry : fs::directory_iterator(place()))
      if (entry.path().filename().string().starts_with(prefix_of(session)))
        fs::remove_all(entry.path());
  } catch (const std::exception&) {
    // Another user's, or gone meanwhile: it does no harm.
  }
}

}  // namespace perfq::bench
