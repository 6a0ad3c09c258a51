#include "sqlite/error.hpp"

#include <sqlite3.h>

namespace perfq::sqlite {
namespace {

using std::string;

string quoted(const Scene& scene) {
  return "'" + scene.file + "'";
}

string busy_text(const Scene& scene) {
  string text = "another process held the database " + quoted(scene) + " locked";
  if (scene.give_up_after.count() > 0) {
    const auto waited_ms = scene.give_up_after.count() / 1000;
    text += " for " + (waited_ms < 1000 ? std::to_string(waited_ms) + " ms"
                                        : std::to_string(waited_ms / 1000) + " s");
  }
  return text + "; try again";
}

/// Empty: the code says nothing of the file or the machine.
string storage_text(int code, const Scene& scene) {
  switch (code) {
    case SQLITE_FULL:
      return "no space left for the database " + quoted(scene) + ": free some on its disk";
    case SQLITE_IOERR:
      return "reading or writing the database " + quoted(scene) + " failed: see to its disk";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "the database " + quoted(scene) +
             " can't be written: make the file and its directory writable";
    case SQLITE_CANTOPEN:
      return "can't open the database " + quoted(scene) +
             ": name a file in a directory that exists and is writable";
    case SQLITE_CORRUPT:
      return "the database " + quoted(scene) + " is damaged: restore a backup of it";
    case SQLITE_NOTADB:
      return quoted(scene) + " is no SQLite database: name another file";
    case SQLITE_NOMEM:
      return "out of memory while using the database " + quoted(scene);
    default:
      return {};
  }
}

bool is_about_schema(const string& text) {
  return text.starts_with("no such table") || text.starts_with("no such column");
}

}  // namespace

bool is_busy(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

Error translate(const SQLite::Exception& error, const Scene& scene, std::string_view doing) {
  if (is_busy(error)) return {ErrorKind::busy, busy_text(scene)};
  const int code = error.getErrorCode() & 0xff;
  const string said = error.what();
  // A failed sync at commit leaves it open whether a recovery after a crash finds the commit.
  const auto effect =
      code == SQLITE_IOERR && doing == "commit" ? Error::Effect::unknown : Error::Effect::none;
  if (const string text = storage_text(code, scene); !text.empty())
    return {ErrorKind::storage, text + " (" + said + ")", effect};
  const string at = " (" + string{doing} + ")";
  switch (error.getExtendedErrorCode()) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {ErrorKind::conflict, "something else bears that name: " + said + at};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {ErrorKind::not_found, "what this refers to is not there: " + said + at};
    default:
      break;
  }
  if (code == SQLITE_ERROR && is_about_schema(said))
    return {ErrorKind::schema, "the database " + quoted(scene) +
                                   " lacks a part of perfq's schema: run `perfq migrate --db "
                                   "sqlite:" +
                                   scene.file + "` (" + said + ")"};
  return {ErrorKind::bug, "the database refused a command: " + said + at};
}

}  // namespace perfq::sqlite
