// SPDX-License-Identifier: MIT
// One parameter of a table -> its values by index, and what of it enters keys.
#pragma once

#include "library/component.hpp"
#include "plan/digest.hpp"
#include "plan/formula.hpp"
#include "plan/mistakes.hpp"

#include <optional>

namespace thalweg::plan {

/// How a searched parameter draws: uniform numbers by index, the same ones whatever the count.
struct Draw {
    std::uint64_t seed = 0; ///< of the stream (seed, component, parameter)
    std::uint64_t base = 0; ///< Halton's prime; 0: random
    double uniform(std::uint64_t index) const;
};

/// The values of one parameter. Literals are held; generated ones are computed, formulas from a table of up
/// to 100,000 values, beyond it one by one.
class Axis {
public:
    struct Context {
        const spec::Parameter &written;
        const library::Parameter &schema;
        std::size_t slot;                             ///< of the parameter in the component
        const std::vector<std::uint64_t> &dimensions; ///< that formulas may meet; 0: not known yet
        std::optional<Draw> draw;
        std::uint64_t search_count = 0;
        std::string_view method;          ///< of the search
        std::uint64_t values_checked = 0; ///< of a rule, in advance
    };
    static constexpr std::uint64_t table_limit = 100'000; ///< most of values_checked
    /// Adds what is wrong to `mistakes`; the axis may be used only where nothing was.
    Axis(const Context &context, Mistakes &mistakes);

    std::uint64_t size() const { return size_; }
    std::size_t slot() const { return slot_; }
    const spec::Parameter &written() const { return *written_; }
    const library::Parameter &schema() const { return *schema_; }
    bool is_swept() const { return swept_; }
    bool is_drawn() const { return draw_.has_value(); }
    bool uses_dimension() const { return formula_ && formula_->uses_dimension(); }
    const spec::Generator *generator() const { return generator_; }

    /// Value number `index` in dimension `d`. Throws BadFormula where a formula beyond the table has none.
    void write(std::uint64_t index, std::uint64_t d, Value &out) const;
    /// The bytes of it that enter a key: nothing for a literal that is the default.
    void enter(std::uint64_t index, Digest &digest) const;
    /// Where value number `index` is written.
    spec::Place place(std::uint64_t index) const;

    std::uint64_t stride = 1, period = 1; ///< position in the product: (setting / stride) % period

private:
    void read_literals(Mistakes &mistakes);
    void add_literal(const Value &value, spec::Place place, Mistakes &mistakes);
    void read_generator(const Context &context, Mistakes &mistakes);
    void tabulate(const Context &context, Mistakes &mistakes);
    double number(std::uint64_t index, std::uint64_t d) const;
    double drawn(std::uint64_t index) const;

    const spec::Parameter *written_;
    const library::Parameter *schema_;
    std::size_t slot_;
    std::uint64_t size_ = 1;
    bool swept_ = false;
    std::vector<Value> literals_;
    std::vector<std::string> entries_; ///< key bytes, one a literal; empty: the default
    const spec::Generator *generator_ = nullptr;
    std::string generated_entry_; ///< key bytes of a generated value, without its index
    std::optional<Formula> formula_;
    std::vector<std::pair<std::uint64_t, std::vector<double>>> table_; ///< formulas: dimension, values
    std::optional<Draw> draw_;
};

/// The bytes by which a value enters a key: its type, then its bits.
void put_value(std::string &bytes, const Value &value);

} // namespace thalweg::plan
