// What a shell completes behind `ritornello`.
#pragma once

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace ritornello::cli {

// A script for bash, made of the same nouns, verbs, flags and values as the
// help. Ids of accounts and tracks are asked of the server, for a second at
// most; where a path or free text belongs, bash completes files.
std::string BashCompletion(const CLI::App& program);

// The same for zsh, which runs bash's.
std::string ZshCompletion(const CLI::App& program);

}  // namespace ritornello::cli
