// What a verb takes from the command line. The library that parses it is read
// where it is done and where all verbs are walked through; the hundred files
// that add verbs do not read it.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ritornello::cli {

// One word or flag.
class Flag {
 public:
  explicit Flag(CLI::Option* option) : option_(option) {}

  Flag& Required();
  // --help tells the value that it has when it is not given.
  Flag& ShowDefault();
  // "a|b|c": it takes one of these words, which help and completion show.
  Flag& OneOf(const std::string& words);
  // Several values may be written as one word, "DE,FR".
  Flag& SplitAt(char delimiter);
  Flag& Between(double least, double most);
  Flag& Excludes(const Flag& other);
  // Where the value comes from when it is not given.
  Flag& Environment(const std::string& variable);

 private:
  CLI::Option* option_;
};

// The parser of one verb.
class Verb {
 public:
  explicit Verb(CLI::App& parser) : parser_(&parser) {}

  // `name` is "TRACK" for a word, "--account" for a flag with a value. T is a
  // string, a number, or a vector of strings for what may come several times.
  template <typename T>
  Flag AddOption(const std::string& name, T& value,
                 const std::string& about) const;

  // The same, told to `given` when it is there.
  Flag AddOption(const std::string& name,
                 std::function<void(const std::string&)> given,
                 const std::string& about) const;

  // A flag without a value: sets `is_given`, or calls `given`.
  Flag AddFlag(const std::string& name, bool& is_given,
               const std::string& about) const;
  Flag AddFlag(const std::string& name, std::function<void()> given,
               const std::string& about) const;

 private:
  CLI::App* parser_;
};

// Adds --account, or RITORNELLO_ACCOUNT, to a verb.
Flag AddAccountFlag(Verb verb, std::string& account);

}  // namespace ritornello::cli
