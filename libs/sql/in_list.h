// The right side of IN, as parameters.
#pragma once

#include <cstddef>
#include <string>

namespace ritornello::sql {

// Most values, or pairs, of one statement; PostgreSQL takes 65'535 parameters,
// SQLite 32'766.
inline constexpr size_t kInListSizeMax = 1'000;

// "($2, $3, $4)" for first = 2, count = 3. REQUIRES: count > 0.
std::string InList(size_t first, size_t count);

// The pairs ($2, $3), ($4, $5) for first = 2, count = 2: for the right side of
// "(account_id, id) IN". REQUIRES: count > 0.
std::string PairList(size_t first, size_t count);

}  // namespace ritornello::sql
