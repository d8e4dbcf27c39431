// SPDX-License-Identifier: MIT
// The text of a formula -> a function of i and d, through muParser.
#include "plan/formula.hpp"

#include <muParser.h>
#include <mutex>
#include <numbers>

namespace thalweg::plan {

struct Formula::Parser {
    mu::Parser parser;
    double i = 0, d = 0;
    bool uses_dimension = false;
    std::mutex mutex; // muParser reads its variables through pointers, so one evaluation at a time
};

namespace {

/// muParser would accept these: an assignment changes i or d, a comma makes several results of which one
/// counts.
void refuse_characters(const std::string &text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at], next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (c == ',' || c == ';')
            throw BadFormula("a formula is one value: no comma", static_cast<int>(at));
        if (c == '"')
            throw BadFormula("no text in a formula", static_cast<int>(at));
        if (c == '=' && next == '=') {
            ++at;
        } else if (c == '=') {
            const char before = at > 0 ? text[at - 1] : '\0';
            if (before != '<' && before != '>' && before != '!')
                throw BadFormula("no assignment in a formula", static_cast<int>(at));
        }
    }
}

[[noreturn]] void rethrow(const mu::Parser::exception_type &error) {
    throw BadFormula(error.GetMsg(), error.GetPos());
}

} // namespace

Formula::Formula(const std::string &text, Variables variables) : parser_(std::make_unique<Parser>()) {
    refuse_characters(text);
    try {
        parser_->parser.DefineConst("pi", std::numbers::pi);
        parser_->parser.DefineVar("d", &parser_->d);
        if (variables == Variables::index_and_dimension)
            parser_->parser.DefineVar("i", &parser_->i);
        parser_->parser.SetExpr(text);
        parser_->uses_dimension = parser_->parser.GetUsedVar().count("d") != 0;
        // GetUsedVar accepts names that nobody defined; only an evaluation refuses them.
        parser_->i = 0;
        parser_->d = 1;
        parser_->parser.Eval();
    } catch (const mu::Parser::exception_type &error) {
        rethrow(error);
    }
}

Formula::Formula(Formula &&) noexcept = default;
Formula &Formula::operator=(Formula &&) noexcept = default;
Formula::~Formula() = default;

double Formula::operator()(double i, double d) const {
    const std::lock_guard lock(parser_->mutex);
    parser_->i = i;
    parser_->d = d;
    try {
        return parser_->parser.Eval();
    } catch (const mu::Parser::exception_type &error) {
        rethrow(error);
    }
}

bool Formula::uses_dimension() const { return parser_->uses_dimension; }

} // namespace thalweg::plan
