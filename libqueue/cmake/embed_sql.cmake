# Turns named SQL sections and migrations into C++ sources:
#
#   cmake -D queries=DIR -D migrations=DIR -D output=DIR -P embed_sql.cmake
#
# A section is a line `-- name: some_name`, comments, and one statement; in sqlite/ a change may
# have a SELECT after it, the look at what it changed. A section of common/ serves both databases;
# any other must stand in sqlite/ and in postgres/, or say `-- only: sqlite` (the other database
# then has an empty statement).
cmake_minimum_required(VERSION 3.22)

set(dialects sqlite postgres)
# A longer literal is refused by clang under -Wpedantic.
set(longest_literal 65536)

# CMake's lists give these four a meaning of their own, so they travel as control characters.
string(ASCII 1 semicolon)
string(ASCII 2 open_bracket)
string(ASCII 3 close_bracket)
string(ASCII 4 backslash)

function(encode variable)
  string(REPLACE ";" "${semicolon}" text "${${variable}}")
  string(REPLACE "[" "${open_bracket}" text "${text}")
  string(REPLACE "]" "${close_bracket}" text "${text}")
  string(REPLACE "\\" "${backslash}" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(decode variable)
  string(REPLACE "${semicolon}" ";" text "${${variable}}")
  string(REPLACE "${open_bracket}" "[" text "${text}")
  string(REPLACE "${close_bracket}" "]" text "${text}")
  string(REPLACE "${backslash}" "\\" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Cuts a comment off a line, unless the `--` stands inside a text in quotes.
function(strip_comment variable)
  set(line "${${variable}}")
  if(line MATCHES "^[ \t]*--")
    set(line "")
  elseif(line MATCHES "^(([^'-]|-[^'-]|'[^']*')*)--")
    set(line "${CMAKE_MATCH_1}")
  endif()
  string(REGEX REPLACE "[ \t\r]+$" "" line "${line}")
  set(${variable} "${line}" PARENT_SCOPE)
endfunction()

function(check_statement folder name origin)
  string(REGEX REPLACE "'[^']*'" "" bare "${sql_of_${name}}")
  if(folder STREQUAL "sqlite" AND NOT bare MATCHES "^SELECT")
    string(REGEX REPLACE "${semicolon}\nSELECT ([^${semicolon}]*)$" "" bare "${bare}")
  endif()
  if(bare MATCHES "${semicolon}")
    message(FATAL_ERROR "${origin}: section '${name}' holds more than one statement")
  endif()
  string(LENGTH "${sql_of_${name}}" length)
  if(length EQUAL 0)
    message(FATAL_ERROR "${origin}: section '${name}' holds no statement")
  elseif(length GREATER longest_literal)
    message(FATAL_ERROR "${origin}: section '${name}' is longer than ${longest_literal} bytes")
  endif()
endfunction()

# Reads every section of a folder into <folder>_names, <folder>_sql_<name>, <folder>_from_<name> and
# <folder>_only_<name>.
macro(read_folder folder)
  set(${folder}_names "")
  file(GLOB files LIST_DIRECTORIES false "${queries}/${folder}/*.sql")
  list(SORT files)
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    encode(text)
    string(REPLACE "\n" ";" lines "${text}")
    set(name "")
    set(number 0)
    foreach(line IN LISTS lines)
      math(EXPR number "${number} + 1")
      read_line(${folder} "${file}:${number}")
    endforeach()
  endforeach()
  foreach(name IN LISTS ${folder}_names)
    set(sql_of_${name} "${${folder}_sql_${name}}")
    string(REGEX REPLACE "[ \n${semicolon}]+$" "" sql_of_${name} "${sql_of_${name}}")
    string(REGEX REPLACE "^\n+" "" sql_of_${name} "${sql_of_${name}}")
    check_statement(${folder} ${name} "${${folder}_from_${name}}")
    set(${folder}_sql_${name} "${sql_of_${name}}")
  endforeach()
endmacro()

macro(read_line folder origin)
  if(line MATCHES "^-- name:")
    begin_section(${folder} "${origin}")
  elseif(line MATCHES "^-- only:[ ]*(.*)$")
    set(only "${CMAKE_MATCH_1}")
    if(NOT "${only}" STREQUAL "${folder}" OR name STREQUAL "")
      message(FATAL_ERROR "${origin}: '-- only: ${only}' has no meaning in ${folder}/")
    endif()
    set(${folder}_only_${name} TRUE)
  else()
    strip_comment(line)
    if(NOT line STREQUAL "" AND name STREQUAL "")
      message(FATAL_ERROR "${origin}: SQL before the first '-- name:'")
    elseif(NOT line STREQUAL "")
      string(APPEND ${folder}_sql_${name} "${line}\n")
    endif()
  endif()
endmacro()

macro(begin_section folder origin)
  if(NOT line MATCHES "^-- name: ([a-z][a-z0-9_]*)[ \t\r]*$")
    message(FATAL_ERROR "${origin}: a name is a-z, 0-9 and _: '${line}'")
  endif()
  set(name "${CMAKE_MATCH_1}")
  foreach(other common ${folder})
    if(DEFINED ${other}_from_${name})
      message(FATAL_ERROR
        "${origin}: the name '${name}' is taken by ${${other}_from_${name}}")
    endif()
  endforeach()
  list(APPEND ${folder}_names ${name})
  set(${folder}_from_${name} "${origin}")
  set(${folder}_sql_${name} "")
endmacro()

function(check_parity folder other)
  foreach(name IN LISTS ${folder}_names)
    if(DEFINED ${other}_from_${name})
      if(${folder}_only_${name})
        message(FATAL_ERROR "${${folder}_from_${name}}: '${name}' says '-- only: ${folder}' and "
          "stands in ${${other}_from_${name}} as well")
      endif()
    elseif(NOT ${folder}_only_${name})
      message(FATAL_ERROR "${${folder}_from_${name}}: ${other}/ has no section '${name}' "
        "(write it, or '-- only: ${folder}')")
    endif()
  endforeach()
endfunction()

# Writes only what changed, so that an edit of one dialect compiles that dialect alone.
function(write_if_changed file content)
  decode(content)
  set(old "")
  if(EXISTS "${file}")
    file(READ "${file}" old)
  endif()
  if(NOT old STREQUAL content)
    file(WRITE "${file}" "${content}")
  endif()
endfunction()

set(banner "// Generated from the .sql files by embed_sql.cmake: edit those.\n")

function(write_header)
  set(fields "")
  set(members "")
  foreach(name IN LISTS names)
    string(APPEND fields "  Statement ${name};\n")
    string(APPEND members "    &Statements::${name},\n")
  endforeach()
  set(text "${banner}#pragma once

#include \"store/statement.hpp\"

namespace perfq::store {

struct Statements {
${fields}};

inline constexpr Statement Statements::*statement_fields[] = {
${members}};

/// Calls `visit(statement)` for every statement, in order of names. One that the database does not
/// have has an empty `sql`.
template <class Visit>
void for_each(const Statements& statements, Visit&& visit) {
  for (auto field : statement_fields) visit(statements.*field);
}

extern const Statements sqlite_statements;
extern const Statements postgres_statements;

}  // namespace perfq::store
")
  write_if_changed("${output}/store/statements.hpp" "${text}")
endfunction()

function(write_statements dialect)
  set(entries "")
  foreach(name IN LISTS names)
    set(sql "${common_sql_${name}}${${dialect}_sql_${name}}")
    string(APPEND entries
      "    .${name} = {.name = \"${name}\", .sql = R\"sql(${sql})sql\"},\n")
  endforeach()
  write_if_changed("${output}/store/${dialect}_statements.cpp" "${banner}
#include \"store/statements.hpp\"

namespace perfq::store {

constinit const Statements ${dialect}_statements = {
${entries}};

}  // namespace perfq::store
")
endfunction()

function(read_migrations dialect)
  set(numbers "")
  set(entries "")
  file(GLOB files LIST_DIRECTORIES false "${migrations}/${dialect}/*.sql")
  list(SORT files)
  foreach(file IN LISTS files)
    get_filename_component(base "${file}" NAME)
    if(NOT base MATCHES "^([0-9][0-9][0-9][0-9])_([a-z][a-z0-9_]*)\\.sql$")
      message(FATAL_ERROR "${file}: a migration's file is called NNNN_name.sql")
    endif()
    set(digits "${CMAKE_MATCH_1}")
    set(name "${CMAKE_MATCH_2}")
    list(APPEND numbers ${digits})
    string(REGEX REPLACE "^0+" "" number "${digits}")
    file(READ "${file}" sql)
    string(LENGTH "${sql}" length)
    if(length GREATER longest_literal)
      message(FATAL_ERROR "${file}: a migration is at most ${longest_literal} bytes long")
    endif()
    encode(sql)
    string(APPEND entries
      "    {.number = ${number}, .name = \"${name}\", .sql = R\"sql(${sql})sql\"},\n")
  endforeach()
  set(numbers "${numbers}" PARENT_SCOPE)
  set(entries "${entries}" PARENT_SCOPE)
endfunction()

function(write_migrations)
  foreach(dialect IN LISTS dialects)
    read_migrations(${dialect})
    set(numbers_${dialect} "${numbers}")
    list(LENGTH numbers count)
    set(list "constexpr std::array<Migration, ${count}> all_${dialect} = {{\n${entries}}};")
    write_if_changed("${output}/store/${dialect}_migrations.cpp" "${banner}
#include <array>

#include \"store/migrations.hpp\"

namespace perfq::store {

namespace {

${list}

}  // namespace

constinit const std::span<const Migration> ${dialect}_migrations{all_${dialect}};

}  // namespace perfq::store
")
  endforeach()
  if(NOT numbers_sqlite STREQUAL numbers_postgres)
    message(FATAL_ERROR "${migrations}: sqlite/ has ${numbers_sqlite}, postgres/ has "
      "${numbers_postgres}: the numbers must be the same")
  endif()
  write_if_changed("${output}/store/migrations.hpp" "${banner}#pragma once

#include <span>

#include \"store/migration.hpp\"

namespace perfq::store {

extern const std::span<const Migration> sqlite_migrations;
extern const std::span<const Migration> postgres_migrations;

}  // namespace perfq::store
")
endfunction()

read_folder(common)
read_folder(sqlite)
read_folder(postgres)
check_parity(sqlite postgres)
check_parity(postgres sqlite)
set(names ${common_names} ${sqlite_names} ${postgres_names})
list(SORT names)
list(REMOVE_DUPLICATES names)
write_header()
write_statements(sqlite)
write_statements(postgres)
write_migrations()
