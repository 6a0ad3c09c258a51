#include "bench/scratch_folder.hpp"

#include <perfq/error.hpp>

#include <cstdlib>
#include <string>
#include <system_error>

namespace perfq::bench {

ScratchFolder::ScratchFolder() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  std::string name = (error ? std::filesystem::path{"/tmp"} : parent) / "perfq-XXXXXX";
  if (mkdtemp(name.data()) == nullptr)
    throw Error(ErrorKind::storage, "no folder can be made for the command's files in " + name +
                                        ": set TMPDIR to a folder that can be written");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code left_behind;
  std::filesystem::remove_all(path_, left_behind);
}

}  // namespace perfq::bench
