#include "sqlite/turnstile.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace perfq::sqlite {

Turnstile::~Turnstile() {
  if (file_ >= 0) close(file_);
}

void Turnstile::open(const char* log_path) {
  if (file_ < 0) file_ = ::open(log_path, O_RDONLY | O_CLOEXEC);
}

bool Turnstile::try_enter() {
  return file_ < 0 || flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

void Turnstile::leave() noexcept {
  if (file_ >= 0) flock(file_, LOCK_UN);
}

}  // namespace perfq::sqlite
