// SPDX-License-Identifier: MIT
// The text of a formula -> a function of i and d.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

namespace thalweg::plan {

/// Why a text is no formula; `position` counts its characters from 0, -1 where no place is known.
struct BadFormula : std::runtime_error {
    BadFormula(const std::string &why, int at) : std::runtime_error(why), position(at) {}
    int position;
};

/// A formula over i (the index of a value) and d (the dimension), with muParser's operators, its functions of
/// one argument, and pi. No assignment, no comma, no text.
class Formula {
public:
    enum class Variables { dimension, index_and_dimension };

    /// Throws BadFormula.
    Formula(const std::string &text, Variables variables);
    Formula(Formula &&) noexcept;
    Formula &operator=(Formula &&) noexcept;
    ~Formula();

    /// May be any double; throws BadFormula where muParser refuses to evaluate. Any thread.
    double operator()(double i, double d) const;
    bool uses_dimension() const;

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

} // namespace thalweg::plan
