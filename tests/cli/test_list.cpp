// SPDX-License-Identifier: MIT
// What `thalweg list` finds, in which order, and how it is grouped.
#include "catalog.hpp"
#include "cli/component_text.hpp"
#include "cli/text_table.hpp"
#include "lines.hpp"
#include "screen.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace screen;
using namespace thalweg;
using library::Component;

namespace {

World world_of(const std::vector<Component> &components) {
    World world;
    world.catalog = small_catalog();
    world.catalog.components = components;
    return world;
}

World small_world() { return world_of(small_catalog().components); }

Component named(Component component, const std::string &name) {
    component.name = name;
    return component;
}

/// An optimizer that asks for these quantities itself.
Component asking(const std::string &name, std::uint32_t needs) {
    Component c = named(curved(), name);
    c.needs = needs;
    return c;
}

/// Names in the order in which the JSON has them.
std::vector<std::string> names_of(const nlohmann::json &components) {
    std::vector<std::string> names;
    for (const auto &component : components)
        names.push_back(component.at("name"));
    return names;
}

/// The first words of the lines that are rows of components, and the headings, in the order of the text.
std::vector<std::string> order_of(const std::string &text) {
    std::vector<std::string> order;
    for (const std::string &line : lines_of(text))
        if (line.ends_with(")") && !line.starts_with(" "))
            order.push_back(line);
        else if (line.starts_with("  "))
            order.push_back(line.substr(2, line.find(' ', 2) - 2));
    return order;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("list: names every component with its dimensions or parameters") {
    World world = small_world();
    const std::string text = run(world, {"list"}).out;
    CHECK(has(text, "  bowl       1 or more (2 by default)  f g     Sum of squares\n"));
    CHECK(has(text, "  descent    learning_rate mode decay  g      x <- x - lr g\n"));
}

TEST_CASE("list: takes one kind") {
    World world = small_world();
    CHECK_FALSE(has(run(world, {"list", "optimizers"}).out, "bowl"));
    CHECK_FALSE(has(run(world, {"list", "objectives"}).out, "descent"));
    CHECK(run(world, {"list", "plugins"}).exit == 2);
}

TEST_CASE("list: without plugins says where they are looked for") {
    World world;
    const auto outcome = run(world, {"list"});
    CHECK(outcome.out == "no objectives; --plugin-path DIR says where plugins are\n\n"
                         "no optimizers; --plugin-path DIR says where plugins are\n");
    CHECK(outcome.err.empty());
}

TEST_CASE("list: JSON holds the whole schema") {
    World world = small_world();
    const auto json = nlohmann::json::parse(run(world, {"list", "--json"}).out);
    CHECK(json["format"] == "thalweg-list/1");
    REQUIRE(json["objectives"].size() == 1);
    REQUIRE(names_of(json["optimizers"]) == Names{"curved", "descent"});
    const auto &parameters = json["optimizers"][1]["parameters"];
    const auto &rate = parameters[0];
    CHECK(rate["name"] == "learning_rate");
    CHECK(rate["required"] == true);
    CHECK(rate["default"].is_null());
    CHECK(rate["minimum"] == 0.0);
    CHECK(rate["minimum_open"] == true);
    CHECK(rate["maximum"].is_null());
    CHECK(rate["units"] == "m");
    CHECK(parameters[1]["choices"] == nlohmann::json({"down", "up"}));
    CHECK(json["optimizers"][0]["needs"] == nlohmann::json({"g", "h"}));
    CHECK(json["objectives"][0]["plugin"]["sha256"] == "ab12");
}

TEST_CASE("list: numbers in names are in the order of their values in text and JSON alike") {
    World world = world_of({named(bowl(), "mgh_10"), named(bowl(), "bbob_f2"), named(bowl(), "mgh_9"),
                            named(bowl(), "bbob_f10"), named(bowl(), "bbob_f1")});
    const Names order = {"bbob_f1", "bbob_f2", "bbob_f10", "mgh_9", "mgh_10"};
    CHECK(names_of(nlohmann::json::parse(run(world, {"list", "--json"}).out)["objectives"]) == order);
    Names text = order_of(run(world, {"list", "objectives"}).out);
    REQUIRE(text.size() == 2 + order.size()); // titles and a heading
    CHECK(Names(text.begin() + 2, text.end()) == order);
}

TEST_CASE("list: any two names have one order") {
    const Names ascending = {"",    "a", "a01", "a1", "a1_b", "a2", "a10", "a10b", "a18446744073709551616",
                             "a_1", "ab"};
    for (std::size_t i = 0; i < ascending.size(); ++i)
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            INFO(ascending[i] << " and " << ascending[j]);
            CHECK(cli::comes_before(ascending[i], ascending[j]) == (i < j));
        }
}

TEST_CASE("list: --fits an objective lists the optimizers that need no more than it offers") {
    World world = small_world();
    const std::string text = run(world, {"list", "--fits", "bowl"}).out;
    CHECK(text.starts_with("bowl offers f g, and 1 of 2 optimizers needs no more\n\n"));
    CHECK(has(text, "\n  descent "));
    CHECK_FALSE(has(text, "\n  curved "));
    CHECK_FALSE(has(text, "\n  bowl "));
    const auto json = nlohmann::json::parse(run(world, {"list", "--fits", "bowl", "--json"}).out);
    CHECK(names_of(json["optimizers"]) == Names{"descent"});
    CHECK_FALSE(json.contains("objectives"));
    world.catalog.components[0].caps |= THALWEG_W_H;
    CHECK(has(run(world, {"list", "--fits", "bowl"}).out, "\n  curved "));
}

TEST_CASE("list: --fits an optimizer lists the objectives that offer what it needs") {
    World world = small_world();
    world.catalog.components.push_back(named(bowl(), "deep_bowl"));
    world.catalog.components.back().caps |= THALWEG_W_H;
    const std::string text = run(world, {"list", "--fits", "curved"}).out;
    CHECK(text.starts_with("curved needs g H, which 1 of 2 objectives offers\n\n"));
    CHECK(has(text, "\n  deep_bowl "));
    CHECK_FALSE(has(text, "\n  bowl "));
    CHECK(has(run(world, {"list", "objectives", "--fits", "descent"}).out, "\n  bowl "));
}

TEST_CASE("list: --fits a name of both kinds lists what goes with each") {
    World world = small_world();
    world.catalog.components.push_back(named(descent(), "bowl"));
    const auto both = nlohmann::json::parse(run(world, {"list", "--fits", "bowl", "--json"}).out);
    CHECK(names_of(both["objectives"]) == Names{"bowl"});
    CHECK(names_of(both["optimizers"]) == Names{"bowl", "descent"});
    const auto one =
        nlohmann::json::parse(run(world, {"list", "optimizers", "--fits", "bowl", "--json"}).out);
    CHECK_FALSE(one.contains("objectives"));
}

TEST_CASE("list: --fits an unknown name is answered with the nearest as describe does") {
    World world = small_world();
    const auto outcome = run(world, {"list", "--fits", "decent"});
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == "error: no component is called \"decent\"\n"
                         "  fix: write `thalweg list --fits descent`\n");
    CHECK(run(world, {"list", "--fits", ""}).err ==
          "error: no component is called \"\"\n  fix: `thalweg list` shows all of them\n");
}

TEST_CASE("list: --fits a component of the kind that is listed is refused") {
    World world = small_world();
    const auto outcome = run(world, {"list", "objectives", "--fits", "bowl"});
    CHECK(outcome.exit == 2);
    CHECK(outcome.err == "error: bowl is an objective, and no other objective goes with it\n"
                         "  why: a run is made of an objective and an optimizer\n"
                         "  fix: write `thalweg list optimizers --fits bowl`\n");
}

TEST_CASE("list: --match looks at names and first sentences and sources and tags and parameters") {
    World world = small_world();
    Component &descent = world.catalog.components[1];
    descent.doc = "A step against\nthe gradient. Its length is the rate.\n\n    x <- x - lr g";
    descent.title = "A step against";
    descent.citation = "Cauchy 1847";
    descent.tags = {"classical"};
    const auto finds = [&world](const char *text) {
        const auto json = nlohmann::json::parse(run(world, {"list", "--match", text, "--json"}).out);
        return names_of(json["optimizers"]) == Names{"descent"} && json["objectives"].empty();
    };
    CHECK(finds("ESCE"));             // name
    CHECK(finds("against the grad")); // first sentence, over the end of a line
    CHECK(finds("cauchy"));           // source
    CHECK(finds("Classic"));          // tag
    CHECK(finds("learning rate"));    // parameter, whose _ is a blank
    CHECK(finds("learning-rate"));
    CHECK_FALSE(finds("its length")); // second sentence
    CHECK_FALSE(finds("x <- x"));
}

TEST_CASE("list: --match and --fits and a kind hold together") {
    World world = world_of({bowl(), descent(), named(descent(), "ascent"), curved()});
    const std::string text = run(world, {"list", "optimizers", "--fits", "bowl", "--match", "asc"}).out;
    CHECK(text.starts_with(
        "bowl offers f g, and 2 of 3 optimizers need no more; 1 of them mentions \"asc\"\n\n"));
    CHECK(has(text, "\n  ascent "));
    CHECK_FALSE(has(text, "\n  descent "));
    CHECK(run(world, {"list", "--match", "asc"}).out.starts_with("1 of 3 optimizers mentions \"asc\"\n\n"));
}

TEST_CASE("list: what finds nothing says why on stderr and is no error") {
    World world = small_world();
    const auto said = [&world](std::vector<const char *> words) {
        words.insert(words.begin(), "list");
        const auto outcome = run(world, words);
        CHECK(outcome.exit == 0);
        CHECK(outcome.out.empty());
        return outcome.err;
    };
    const std::string places = "\": it is in no name, first sentence, source, tag or parameter of ";
    CHECK(said({"--fits", "curved"}) ==
          "no objective goes with curved, which needs g H: none of 1 offers that\n");
    CHECK(said({"--match", "xyz"}) == "nothing mentions \"xyz" + places + "1 objective and 2 optimizers\n");
    CHECK(said({"--match", "xyz", "optimizers"}) == "nothing mentions \"xyz" + places + "2 optimizers\n");
    CHECK(said({"--match", "curved", "--fits", "bowl"}) ==
          "nothing mentions \"curved" + places + "1 optimizer that bowl goes with\n");
    CHECK(said({"--match", "xyz", "-q"}).empty());
    CHECK(has(said({"--match", "\x1b[2J"}), "nothing mentions \"\\x1b[2J\""));
    world.catalog.components[0].caps = THALWEG_W_F;
    CHECK(said({"--fits", "bowl"}) == "no optimizer goes with bowl, which offers f: each of 2 needs more\n");
}

TEST_CASE("list: JSON that finds nothing is whole and the reason is on stderr") {
    World world = small_world();
    const auto outcome = run(world, {"list", "--match", "xyz", "--json"});
    const auto json = nlohmann::json::parse(outcome.out);
    CHECK(json["objectives"].empty());
    CHECK(json["optimizers"].is_array());
    CHECK(has(outcome.err, "nothing mentions \"xyz\""));
}

TEST_CASE("list: optimizers are in families by what they need") {
    Component reading = named(descent(), "reading");
    reading.flags = THALWEG_OPT_NEEDS_F; // a rule that reads f is none that needs only g
    World world = world_of({asking("searching", THALWEG_W_F | THALWEG_W_G), reading,
                            asking("products", THALWEG_W_F | THALWEG_W_G | THALWEG_W_HV),
                            asking("sampling", THALWEG_W_F), asking("twice", THALWEG_W_G), curved(),
                            descent(), named(descent(), "ascent")});
    CHECK(order_of(run(world, {"list", "optimizers"}).out) ==
          Names{"optimizer", "rules: need only g, for one update a step (2)", "ascent", "descent",
                "need only g, at points that they choose (1)", "twice",
                "need f and g, as line searches and quasi-Newton methods do (2)", "reading", "searching",
                "need second derivatives, as Newton's methods do (2)", "curved", "products",
                "need only f: derivative-free (1)", "sampling"});
}

TEST_CASE("list: objectives are in families by their dimensions and data") {
    Component fixed = named(bowl(), "fixed"), ranged = named(bowl(), "ranged"), data = named(bowl(), "data");
    fixed.min_dim = fixed.max_dim = 3;
    ranged.max_dim = 31;
    data.caps |= THALWEG_OBJ_STOCHASTIC;
    World world = world_of({data, ranged, bowl(), fixed});
    CHECK(order_of(run(world, {"list", "objectives"}).out) ==
          Names{"objective", "of fixed dimension (1)", "fixed", "of variable dimension (2)", "bowl", "ranged",
                "on data: minibatches are possible (1)", "data"});
}

TEST_CASE("list: a sentence is cut with a sign at the end of the terminal and nowhere else") {
    World world = world_of({descent()});
    world.catalog.components[0].doc = world.catalog.components[0].title =
        "Downhill by the gradient, as long as it is steep enough to be worth it.";
    world.columns = 60;
    for (const std::string &line : lines_of(run(world, {"list", "optimizers"}).out))
        if (!line.starts_with("`")) // the commands at the end
            CHECK(cli::display_width(line) <= 60);
    // margin and name 2 + 9, needs 2 + 5, gap 2: 40 columns are left
    CHECK(has(run(world, {"list", "optimizers"}).out,
              "\n  descent    g      Downhill by the gradient, as long as it…\n"));
    world.columns = 0;
    CHECK(has(run(world, {"list", "optimizers"}).out, "steep enough to be worth it.\n"));
}

TEST_CASE("list: the text ends with the next steps and JSON does not") {
    World world = small_world();
    const std::string describe = "`thalweg describe NAME`: ", fits = "`thalweg list --fits NAME`: ";
    const std::string text = run(world, {"list"}).out;
    CHECK(lines_of(text.substr(text.find(describe))).size() == 2);
    CHECK(has(text, "\n" + fits));
    CHECK(text.find(describe) == text.rfind(describe));
    CHECK_FALSE(has(run(world, {"list", "--fits", "bowl"}).out, fits)); // it is what was just done
    CHECK(has(run(world, {"list", "--fits", "bowl"}).out, describe));
    CHECK_FALSE(has(run(world, {"list", "--json"}).out, describe));
}

TEST_CASE("list: what a component is said to be is the whole first sentence") {
    Component c = bowl();
    const auto sentence = [&c](const std::string &title, const std::string &doc) {
        c.title = title;
        c.doc = doc;
        return cli::title_of(c);
    };
    // the face takes the first line for the title
    CHECK(sentence("Steps as long", "Steps as long\nas they were. No unit.") ==
          "Steps as long as they were.");
    CHECK(sentence("", "As Lee et al. 2020 and J. Doe do. More.") == "As Lee et al. 2020 and J. Doe do.");
    CHECK(sentence("No stop", "No stop\n\nnext paragraph") == "No stop");
    CHECK(sentence("No stop", "No stop\n    f(x) = x\n") == "No stop");
    CHECK(sentence("A title.", "Another text.") == "A title.");
    CHECK(sentence("A title", "") == "A title");
    CHECK(sentence("", "").empty());
}
