// SPDX-License-Identifier: MIT
// Algorithms of NLopt as optimizers that own their loop; docs/wrap-an-existing-library.md goes through this
// file.
#include <thalweg/plugin.hpp>

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace {

using thalweg::ConstSpan, thalweg::Oracle, thalweg::Span, thalweg::Status, thalweg::Vector;

/// One call of nlopt_optimize: NLopt's questions go to the oracle, its progress to the host.
class Session {
public:
    Session(nlopt_algorithm algorithm, Oracle &oracle, Span x)
        : opt_(nlopt_create(algorithm, static_cast<unsigned>(x.size())), nlopt_destroy), oracle_(oracle),
          at_(x.begin(), x.end()), slope_(x.size()) {
        if (!opt_)
            throw std::bad_alloc();
        check(nlopt_set_min_objective(opt_.get(), answer, this));
        if (!oracle.lower().empty()) {
            check(nlopt_set_lower_bounds(opt_.get(), oracle.lower().data()));
            check(nlopt_set_upper_bounds(opt_.get(), oracle.upper().data()));
        }
    }

    nlopt_opt get() const { return opt_.get(); }
    void check(nlopt_result result) const {
        if (result == NLOPT_OUT_OF_MEMORY)
            throw std::bad_alloc();
        if (result < 0) {
            const char *reason = nlopt_get_errmsg(opt_.get());
            throw std::invalid_argument(reason ? reason : nlopt_result_to_string(result));
        }
    }

    /// To NLopt's end, or to the oracle's refusal, which is thrown as if NLopt were not there.
    Status optimize(Span x) {
        double f = 0;
        const nlopt_result result = nlopt_optimize(opt_.get(), x.data(), &f);
        if (stopped_by_)
            std::rethrow_exception(stopped_by_);
        // NLOPT_FAILURE is what a line search says that finds no step
        if (result == NLOPT_ROUNDOFF_LIMITED || result == NLOPT_FAILURE)
            return Status::stalled;
        check(result);
        return Status::converged;
    }

private:
    /// What NLopt calls. No exception may cross its C code: it is kept until nlopt_optimize has returned.
    static double answer(unsigned n, const double *x, double *gradient, void *self) {
        auto &session = *static_cast<Session *>(self);
        if (session.stopped_by_)
            return HUGE_VAL;
        try {
            return session.ask({x, n}, gradient);
        } catch (...) {
            session.stopped_by_ = std::current_exception();
            nlopt_force_stop(session.opt_.get());
            return HUGE_VAL;
        }
    }

    /// Through memory of our own: vectors of the ABI are 64-byte aligned, NLopt's need not be.
    double ask(ConstSpan x, double *gradient) {
        std::copy(x.begin(), x.end(), at_.begin());
        const double f = gradient ? oracle_.value_and_gradient(at_, slope_) : oracle_.value(at_);
        if (gradient)
            std::copy(slope_.begin(), slope_.end(), gradient);
        require_finite(f, gradient ? ConstSpan(slope_) : ConstSpan());
        // NLopt does not say where an iteration ends: an iterate is a point better than all before it
        if (f < best_) {
            best_ = f;
            oracle_.report(at_, f);
        }
        return f;
    }

    /// NLopt's models and line searches may never end on what is not a number. Of infinity only a simplex
    /// makes something: a bad vertex.
    void require_finite(double f, ConstSpan slope) const {
        const bool is_simplex = nlopt_get_algorithm(opt_.get()) == NLOPT_LN_NELDERMEAD;
        const bool is_usable = is_simplex ? !std::isnan(f) : std::isfinite(f);
        const auto is_finite = [](double s) { return std::isfinite(s); };
        if (!is_usable || !std::all_of(slope.begin(), slope.end(), is_finite))
            throw thalweg::Refused(THALWEG_E_NONFINITE);
    }

    std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> opt_;
    Oracle &oracle_;
    Vector at_, slope_;
    double best_ = HUGE_VAL;
    std::exception_ptr stopped_by_;
};

/// What the algorithms have in common. T names one, and may prepare the session.
template <class T> struct Wrapped {
    double x_tolerance = 1e-10, f_tolerance = 0;
    static constexpr auto license = "MIT, and LGPL in part: NLopt's own, whose code does the work";

    Status run(Oracle &oracle, Span x) {
        Session session(T::algorithm, oracle, x);
        session.check(nlopt_set_xtol_rel(session.get(), x_tolerance));
        session.check(nlopt_set_ftol_rel(session.get(), f_tolerance));
        static_cast<T &>(*this).prepare(session);
        return session.optimize(x);
    }
};

} // namespace

/// L-BFGS as NLopt has it: a quasi-Newton direction from the last steps, and a line search along it.
///
///     x ← x − α Hₖ g,   Hₖ from the last `memory` pairs of differences of x and g
///
/// Differs from the paper: Luksan's code for the limited-memory formula and its line search (PLIS). Its
/// iterates are the points that are better than all before: NLopt does not say which ones it accepts.
/// Defaults are ours. Converged: by a tolerance; stalled: the search finds no step. On minibatches it mixes
/// values and gradients of different batches.
struct NloptLbfgs : Wrapped<NloptLbfgs> {
    static constexpr auto name = "nlopt_lbfgs";
    static constexpr auto source = "Liu & Nocedal 1989, On the limited memory BFGS method for large scale "
                                   "optimization, Mathematical Programming 45:503; Nocedal 1980, Mathematics "
                                   "of Computation 35:773; in NLopt, S. G. Johnson 2007";
    static constexpr const char *tags[] = {"quasi_newton", "line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient;
    static constexpr nlopt_algorithm algorithm = NLOPT_LD_LBFGS;

    std::int64_t memory = 10;
    static constexpr thalweg::Parameter<NloptLbfgs> parameters[] = {
        {"memory", &NloptLbfgs::memory, thalweg::at_least(1), "pairs of differences that are kept"},
        {"x_tolerance", &NloptLbfgs::x_tolerance, thalweg::non_negative,
         "converged when a step is this small beside x; 0: never"},
        {"f_tolerance", &NloptLbfgs::f_tolerance, thalweg::non_negative,
         "converged when f changes this little beside f; 0: never"},
    };
    void prepare(const Session &session) const {
        session.check(nlopt_set_vector_storage(session.get(), static_cast<unsigned>(memory)));
    }
};

/// Nelder and Mead's simplex as NLopt has it: d + 1 points, the worst of which moves through the middle.
///
///     x ← the best vertex, after a reflection, an expansion, a contraction or a shrinking
///
/// Differs from the paper: bounds are kept by projection (Box 1965), as in NLopt. Its iterates are the points
/// that are better than all before. Defaults are ours. Converged: by a tolerance. On minibatches it compares
/// values of different batches.
struct NloptNelderMead : Wrapped<NloptNelderMead> {
    static constexpr auto name = "nlopt_nelder_mead";
    static constexpr auto source = "Nelder & Mead 1965, A simplex method for function minimization, The "
                                   "Computer Journal 7:308; in NLopt, S. G. Johnson 2007";
    static constexpr const char *tags[] = {"derivative_free", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;
    static constexpr nlopt_algorithm algorithm = NLOPT_LN_NELDERMEAD;

    double initial_step = 1;
    static constexpr thalweg::Parameter<NloptNelderMead> parameters[] = {
        {"initial_step", &NloptNelderMead::initial_step, thalweg::positive, "size of the first simplex"},
        {"x_tolerance", &NloptNelderMead::x_tolerance, thalweg::non_negative,
         "converged when the simplex is this small beside x; 0: never"},
        {"f_tolerance", &NloptNelderMead::f_tolerance, thalweg::non_negative,
         "converged when f differs this little in it; 0: never"},
    };
    void prepare(const Session &session) const {
        session.check(nlopt_set_initial_step1(session.get(), initial_step));
    }
};

/// COBYLA as NLopt has it: linear models of f on a simplex, trusted within a radius that shrinks.
///
///     x ← argmin of the linear model within ρ of x,   ρ from `initial_step` down
///
/// Differs from the paper: no constraints but bounds; NLopt rescales and lets ρ grow. Its iterates are the
/// points that are better than all before. Defaults are ours. Converged: by a tolerance. On minibatches it
/// compares values of different batches.
struct NloptCobyla : Wrapped<NloptCobyla> {
    static constexpr auto name = "nlopt_cobyla";
    static constexpr auto source =
        "Powell 1994, A direct search optimization method that models the objective "
        "and constraint functions by linear interpolation, Advances in Optimization "
        "and Numerical Analysis 51; in NLopt, S. G. Johnson 2007";
    static constexpr const char *tags[] = {"derivative_free", "trust_region", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;
    static constexpr nlopt_algorithm algorithm = NLOPT_LN_COBYLA;

    double initial_step = 1;
    static constexpr thalweg::Parameter<NloptCobyla> parameters[] = {
        {"initial_step", &NloptCobyla::initial_step, thalweg::positive, "radius of trust at the start"},
        {"x_tolerance", &NloptCobyla::x_tolerance, thalweg::non_negative,
         "converged when the radius is this small beside x; 0: never"},
        {"f_tolerance", &NloptCobyla::f_tolerance, thalweg::non_negative,
         "converged when f changes this little beside f; 0: never"},
    };
    void prepare(const Session &session) const {
        session.check(nlopt_set_initial_step1(session.get(), initial_step));
    }
};
THALWEG_PLUGIN(NloptLbfgs, NloptNelderMead, NloptCobyla)
