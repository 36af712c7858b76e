#include "cli/verb.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <utility>
#include <vector>

namespace ritornello::cli {

Flag& Flag::Required() {
  option_->required();
  return *this;
}

Flag& Flag::ShowDefault() {
  option_->capture_default_str();
  return *this;
}

Flag& Flag::OneOf(const std::string& words) {
  option_->type_name(words);
  return *this;
}

Flag& Flag::SplitAt(char delimiter) {
  option_->delimiter(delimiter);
  return *this;
}

Flag& Flag::Between(double least, double most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Flag& Flag::Excludes(const Flag& other) {
  option_->excludes(other.option_);
  return *this;
}

Flag& Flag::Environment(const std::string& variable) {
  option_->envname(variable);
  return *this;
}

template <typename T>
Flag Verb::AddOption(const std::string& name, T& value,
                     const std::string& about) const {
  return Flag(parser_->add_option(name, value, about));
}

template Flag Verb::AddOption(const std::string&, std::string&,
                              const std::string&) const;
template Flag Verb::AddOption(const std::string&, std::vector<std::string>&,
                              const std::string&) const;
template Flag Verb::AddOption(const std::string&, double&,
                              const std::string&) const;
template Flag Verb::AddOption(const std::string&, int&,
                              const std::string&) const;
template Flag Verb::AddOption(const std::string&, int64_t&,
                              const std::string&) const;

Flag Verb::AddOption(const std::string& name,
                     std::function<void(const std::string&)> given,
                     const std::string& about) const {
  return Flag(
      parser_->add_option_function<std::string>(name, std::move(given), about));
}

Flag Verb::AddFlag(const std::string& name, bool& is_given,
                   const std::string& about) const {
  return Flag(parser_->add_flag(name, is_given, about));
}

Flag Verb::AddFlag(const std::string& name, std::function<void()> given,
                   const std::string& about) const {
  return Flag(parser_->add_flag_callback(name, std::move(given), about));
}

Flag AddAccountFlag(Verb verb, std::string& account) {
  return verb.AddOption("--account", account, "Whose catalogue")
      .Environment("RITORNELLO_ACCOUNT");
}

}  // namespace ritornello::cli
