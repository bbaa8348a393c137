// A routing table in Drools, inside the JVM, for benchmarks/drools.py: first hit over many cases.
//
//   java -cp <drools jar> DroolsTable.java <folder> <threads> <passes>
//
// The folder holds rules.txt (one rule a line: tests "field op number" split by ";", of words the op "in"
// with a bit for each word) and cases.txt (one case a line: numbers split by spaces; words by their
// place). Each thread has a session of its own and every second, third … case. Rules carry salience, and
// only the first that is due is fired. Equal tests have equal hashes, so that Drools shares their nodes.
// Written: answers.txt, the number of the rule for every case, or -1. Printed for each pass: its seconds, and
// the seconds that the processors worked in its threads.

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Rule;
import org.drools.model.Variable;
import org.drools.model.functions.HashedExpression;
import org.drools.model.functions.Predicate1;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

public class DroolsTable {
    /** One case: its eight answers, and the rule that was fired. */
    public static final class Case {
        final int[] answers;
        int fired = -1;

        Case(int[] answers) {
            this.answers = answers;
        }
    }

    record In(int field, long words) implements Predicate1<Case>, HashedExpression {
        public boolean test(Case one) {
            return (words >> one.answers[field] & 1) != 0;
        }

        public String getExpressionHash() {
            return toString();
        }
    }

    record AtLeast(int field, long number) implements Predicate1<Case>, HashedExpression {
        public boolean test(Case one) {
            return one.answers[field] >= number;
        }

        public String getExpressionHash() {
            return toString();
        }
    }

    record Below(int field, long number) implements Predicate1<Case>, HashedExpression {
        public boolean test(Case one) {
            return one.answers[field] < number;
        }

        public String getExpressionHash() {
            return toString();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("cases.txt"))) {
            cases.add(new Case(Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray()));
        }
        KieBase base = KieBaseBuilder.createKieBaseFromModel(model(Files.readAllLines(folder.resolve("rules.txt"))));
        for (int pass = 0; pass < Integer.parseInt(arguments[2]); pass++) {
            cases.forEach(c -> c.fired = -1);
            long began = System.nanoTime();
            long worked = decide(base, cases, threads);
            System.out.println((System.nanoTime() - began) / 1e9 + " " + worked / 1e9);
        }
        Files.write(folder.resolve("answers.txt"), cases.stream().map(c -> String.valueOf(c.fired)).toList());
    }

    private static ModelImpl model(List<String> lines) {
        ModelImpl model = new ModelImpl();
        for (int number = 0; number < lines.size(); number++) {
            int here = number;
            Variable<Case> one = declarationOf(Case.class);
            PatternDef<Case> asked = pattern(one);
            for (String test : lines.get(number).split(";")) {
                asked = asked.expr(test, read(test.split(" ")));
            }
            Rule made = rule("r" + number).attribute(Rule.Attribute.SALIENCE, lines.size() - number)
                    .build(asked, on(one).execute(c -> c.fired = here));
            model.addRule(made);
        }
        return model;
    }

    private static Predicate1<Case> read(String[] test) {
        int field = Integer.parseInt(test[0]);
        long number = Long.parseLong(test[2]);
        return switch (test[1]) {
            case "in" -> new In(field, number);
            case "at_least" -> new AtLeast(field, number);
            default -> new Below(field, number);
        };
    }

    private static long decide(KieBase base, List<Case> cases, int threads) throws InterruptedException {
        List<Thread> working = new ArrayList<>();
        AtomicLong worked = new AtomicLong();
        for (int first = 0; first < threads; first++) {
            int start = first;
            working.add(new Thread(() -> {
                part(base, cases, start, threads);
                worked.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            }));
        }
        working.forEach(Thread::start);
        for (Thread one : working) {
            one.join();
        }
        return worked.get();
    }

    private static void part(KieBase base, List<Case> cases, int start, int step) {
        KieSession session = base.newKieSession();
        for (int i = start; i < cases.size(); i += step) {
            FactHandle handle = session.insert(cases.get(i));
            session.fireAllRules(1);
            session.delete(handle);
        }
        session.dispose();
    }
}
