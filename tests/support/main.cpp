// Opens no database: ctest asks these programs for nothing but their tests.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
