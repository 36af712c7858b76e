// "($2, $3, $4)": the parameters of an IN.
#pragma once

#include <cstddef>
#include <string>

namespace ritornello::royalties {

// Longest list of one statement; PostgreSQL takes 65'535 parameters, SQLite
// 32'766.
inline constexpr size_t kInListSizeMax = 1'000;

// REQUIRES: count > 0.
std::string InList(size_t first, size_t count);

}  // namespace ritornello::royalties
