#pragma once

#include "store/database.hpp"

#include <optional>
#include <string>

namespace perfq::sqlite {

/// Another process that reads from the file now, the one that started first; only where the kernel
/// lists its locks (/proc/locks). `since_s` is the age of the process: how long it has read, nobody
/// knows. Harmful where the log has outgrown what it is cut to after each checkpoint.
std::optional<store::Holder> oldest_reader(const std::string& database_path);

}  // namespace perfq::sqlite
