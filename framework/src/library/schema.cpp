// SPDX-License-Identifier: MIT
// thalweg_component and its vtable -> Offer: required functions, shape, dimensions and metrics against the
// rules.
#include "library/schema.hpp"

#include "library/parameters.hpp"
#include "library/whole.hpp"

#include <fmt/format.h>
#include <set>

namespace thalweg::library {

namespace {

std::string text(const char *may_be_null) { return may_be_null != nullptr ? may_be_null : ""; }

/// Checks of one component's vtable; `owner` is how messages call it.
struct Check {
    const std::string &owner;
    std::vector<Fault> &faults;

    void fault(const std::string &what, std::string why, std::string fix) const {
        faults.push_back({owner + " " + what, std::move(why), std::move(fix)});
    }
    void function(bool is_there, const char *name) const {
        if (!is_there)
            fault(fmt::format("has no function {}", name),
                  "it is NULL, or struct_size of the vtable ends before it, and the ABI requires it",
                  fmt::format("set {} in the vtable", name));
    }
};

void read_objective(Offer &offer, const Check &check) {
    const auto &vt = offer.objective =
        whole(static_cast<const thalweg_objective_vt *>(offer.component.vtable));
    check.function(vt.create != nullptr, "create");
    check.function(vt.destroy != nullptr, "destroy");
    check.function(vt.describe != nullptr, "describe");
    check.function(vt.eval != nullptr, "eval");
    Component &said = offer.description;
    said.caps = vt.caps;
    said.default_dim = vt.default_dim;
    said.min_dim = vt.min_dim != 0 ? vt.min_dim : 1;
    said.max_dim = vt.max_dim;
    const bool empty = said.max_dim != 0 && said.min_dim > said.max_dim;
    const bool outside = said.default_dim != 0 && (said.default_dim < said.min_dim ||
                                                   (said.max_dim != 0 && said.default_dim > said.max_dim));
    if (empty || outside)
        check.fault(fmt::format("has default_dim {}, min_dim {} and max_dim {}", vt.default_dim, vt.min_dim,
                                vt.max_dim),
                    "the default lies between the least and the largest dimension (0: no limit)",
                    "correct the dimensions in the vtable");
}

void read_metrics(Offer &offer, const Check &check) {
    const auto &vt = offer.optimizer;
    if (vt.n_metrics == 0)
        return;
    check.function(vt.get_metrics != nullptr, "get_metrics, but metrics");
    if (vt.metrics == nullptr)
        return check.fault(fmt::format("has {} metrics, but metrics is NULL", vt.n_metrics),
                           "metrics points to n_metrics pointers", "set metrics");
    std::set<std::string> keys;
    for (std::uint32_t i = 0; i < vt.n_metrics; ++i) {
        const thalweg_metric metric = whole(vt.metrics[i]);
        if (!is_lower_snake(metric.key))
            check.fault(fmt::format("has metric {} with the key \"{}\"", i, metric.key ? metric.key : "NULL"),
                        "keys are [a-z][a-z0-9_]*", "rename the metric");
        else if (!keys.insert(metric.key).second)
            check.fault(fmt::format("has the metric \"{}\" twice", metric.key), "keys are distinct",
                        "rename one of them");
        else
            offer.description.metrics.push_back({metric.key, text(metric.doc), text(metric.unit)});
    }
}

void read_optimizer(Offer &offer, const Check &check) {
    const auto &vt = offer.optimizer =
        whole(static_cast<const thalweg_optimizer_vt *>(offer.component.vtable));
    check.function(vt.create != nullptr, "create");
    check.function(vt.destroy != nullptr, "destroy");
    check.function(vt.reset != nullptr, "reset");
    const int shapes = (vt.update != nullptr) + (vt.step != nullptr) + (vt.run != nullptr);
    if (shapes != 1)
        check.fault(fmt::format("has {} of the functions update, step and run", shapes),
                    "an optimizer has exactly one of them: a rule, an iteration or a loop of its own",
                    "set one and leave the others NULL");
    Component &said = offer.description;
    said.shape = vt.update != nullptr ? Shape::update : vt.step != nullptr ? Shape::step : Shape::run;
    if ((vt.flags & THALWEG_OPT_BLOCKWISE) != 0 && vt.update == nullptr)
        check.fault(
            "says BLOCKWISE, but has no function update",
            "only a rule is given stretches of x: an iteration or a loop asks an oracle for all of it",
            "drop the flag");
    said.flags = vt.flags;
    said.needs = vt.needs | (vt.update != nullptr ? THALWEG_W_G : 0u); // by the header, a rule always gets g
    said.has_solution = vt.solution != nullptr;
    read_metrics(offer, check);
    for (const Parameter &parameter : said.parameters)
        if (parameter.per_step && vt.set_param == nullptr)
            check.fault(
                fmt::format("has no function set_param, but its parameter \"{}\" is PER_STEP", parameter.key),
                "schedules change such a parameter by set_param", "set set_param, or drop the flag");
}

} // namespace

bool is_lower_snake(const char *text) {
    if (text == nullptr || *text < 'a' || *text > 'z')
        return false;
    for (; *text != '\0'; ++text)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') || *text == '_'))
            return false;
    return true;
}

Offer read_component(const thalweg_component *component, std::vector<Fault> &faults) {
    Offer offer;
    const thalweg_component &c = offer.component = whole(component);
    if (!THALWEG_HAS(thalweg_component, &c, vtable)) {
        faults.push_back(
            {fmt::format("a component is NULL, or its struct_size {} ends before its field vtable",
                         c.struct_size),
             "a field is read only where struct_size covers it, and this one is required",
             "set struct_size = sizeof(thalweg_component)"});
        return offer;
    }
    if (!is_lower_snake(c.name)) {
        faults.push_back({fmt::format("a component has the name \"{}\"", c.name ? c.name : "NULL"),
                          "names are [a-z][a-z0-9_]*, as experiment files write them",
                          "rename the component"});
        return offer;
    }
    if (c.kind != THALWEG_KIND_OBJECTIVE && c.kind != THALWEG_KIND_OPTIMIZER) {
        faults.push_back({fmt::format("component \"{}\" is of the unknown kind {}", c.name, c.kind),
                          "kinds are 1, objective, and 2, optimizer", "set kind"});
        return offer;
    }
    Component &said = offer.description;
    said.kind = c.kind == THALWEG_KIND_OBJECTIVE ? Kind::objective : Kind::optimizer;
    const std::string owner =
        fmt::format("{} \"{}\"", said.kind == Kind::objective ? "objective" : "optimizer", c.name);
    const Check check{owner, faults};
    if (c.version == nullptr)
        check.fault("has no version", "results name the version of the algorithm that made them",
                    "set version, \"1\" for the first");
    said.name = c.name;
    said.version = text(c.version);
    said.title = text(c.title);
    said.doc = text(c.doc);
    said.citation = text(c.citation);
    said.license = text(c.license);
    for (const char *const *tag = c.tags; tag != nullptr && *tag != nullptr; ++tag)
        said.tags.emplace_back(*tag);
    said.parameters = read_parameters(c, owner, faults);
    if (c.vtable == nullptr)
        check.fault("has no vtable", "it holds the component's functions", "set vtable");
    else if (said.kind == Kind::objective)
        read_objective(offer, check);
    else
        read_optimizer(offer, check);
    return offer;
}

} // namespace thalweg::library
