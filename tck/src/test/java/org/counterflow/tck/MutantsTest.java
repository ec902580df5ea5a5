package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contracts have teeth: each broken part is rejected, with a message that says what is wrong with it; those that are right pass. */
class MutantsTest {
  /** The broken part, the test that rejects it, and what its message says. */
  static Stream<Arguments> mutants() {
    return Stream.of(
        Arguments.of(BrokenBackends.MultipliesThenAdds.class, "sumsAreChainsOfFma", "terms must be v = c0 x0, then v = fma(c, x, v)"),
        Arguments.of(BrokenBackends.SumsInAnotherOrder.class, "reductionsSumInTheSpecifiedOrder", "64 partial sums, element i in sum i % 64"),
        Arguments.of(BrokenBackends.NoiseByPlaceInTheBatch.class, "noiseIsTheSpecifiedNormals", "acme/small in F32: noise of 1 elements: row 1"),
        Arguments.of(BrokenBackends.Leaks.class, "memoryComesBack", "acme/small leaks: of 167772160 bytes in buffers that were closed"),
        Arguments.of(BrokenBackends.NeverCloses.class, "useAfterCloseSaysSo", "a buffer of a closed backend can still be used"),
        Arguments.of(BrokenBackends.BlendsByTheWrongFormula.class, "elementwiseOperationsHaveTheSpecifiedBits", "blend, fma(m, a, fma(-m, b, b))"),
        Arguments.of(BrokenSolvers.OffByOne.class, "theOrderIsAsClaimed", "acme/off-by-one claims order 2.0 but the slope is 1."),
        Arguments.of(BrokenSolvers.OrderTooHigh.class, "theOrderIsAsClaimed",
            "acme/order-too-high claims order 2.0 but the slope is 1.0 (N=32..512"),
        Arguments.of(BrokenSolvers.OrderTooLow.class, "theOrderIsAsClaimed", "acme/order-too-low claims order 1.0 and has the slope 2.0"),
        Arguments.of(BrokenSolvers.WrongVariance.class, "constantEstimatesAreFollowedExactly", "acme/wrong-variance has the variance 1.0"),
        Arguments.of(BrokenSolvers.WrongVariance.class, "theOrderIsAsClaimed",
            "acme/wrong-variance claims order in distribution 1.0 but the slope is"),
        Arguments.of(BrokenSolvers.WithAField.class, "aRunLeavesNothingBehind",
            "acme/with-a-field draws other samples the second time: it keeps something in a field"),
        Arguments.of(BrokenSolvers.WithAField.class, "aRunThatWasSavedGoesOnWithEqualBits",
            "acme/with-a-field goes on otherwise after a pause at step 1"),
        Arguments.of(BrokenSolvers.LooksAtTheBatch.class, "aSampleDependsOnItsSeedAlone",
            "acme/looks-at-the-batch draws another sample of seed 8 beside seeds 7 and 9 than alone"),
        Arguments.of(BrokenSolvers.ReusesTheInnerNoise.class, "constantEstimatesAreFollowedExactly",
            "acme/reuses-the-inner-noise has the variance"),
        Arguments.of(BrokenSolvers.CopiesToTheHost.class, "nothingIsCopiedToTheHostInsideARun",
            "acme/copies-to-the-host copies values to the host or from there in step 1"),
        Arguments.of(BrokenSolvers.HidesAnEvaluation.class, "evaluationsAStepAreAsClaimed",
            "acme/hides-an-evaluation claims 1 evaluations a step, but 10 further steps make 2.0 each"),
        Arguments.of(BrokenSolvers.ClaimsTooMuchMemory.class, "memoryAndNoiseAreAsClaimed",
            "acme/claims-too-much-memory claims to remember 3 evaluations, but reads back 1"),
        Arguments.of(BrokenSolvers.ReadsTheTime.class, "eachProcessAndEachPredictionGivesTheSameSamples",
            "acme/reads-the-time goes another way along ve than along vp"),
        Arguments.of(BrokenSolvers.NotFiniteAtTheEnds.class, "bothEndsAndFewStepsAreFinite",
            "acme/not-finite-at-the-ends leaves the finite numbers on two moons along vp over karras in 1 steps"),
        Arguments.of(BrokenSolvers.MissesConstants.class, "constantEstimatesAreFollowedExactly", "times the noise it started with"),
        Arguments.of(BrokenParts.NotMonotone.class, "lambdaFallsStrictlyFromDataToNoise", "acme/not-monotone is not monotone: lambda is"),
        Arguments.of(BrokenParts.WrongTimeOfLambda.class, "theTimeOfALambdaHasThatLambda", "acme/wrong-time-of-lambda: at the time of lambda"),
        Arguments.of(BrokenParts.TurnedGrid.class, "lambdaRisesStrictly", "lambda must rise from noise to data"),
        Arguments.of(BrokenParts.OnePointTooFew.class, "thereIsOnePointMoreThanSteps",
            "acme/one-point-too-few gives 1 points for 1 steps along linear, should be 2"),
        Arguments.of(BrokenParts.WrongSign.class, "dataAndNoiseMakeTheState", "should be the state; is a sign wrong?"),
        Arguments.of(BrokenParts.KeepsItsInput.class, "anInputBelongsToItsCallerAfterTheCall", "the network keeps its inputs"),
        Arguments.of(BrokenParts.WritesItsInput.class, "inputsAreLeftAsTheyAre", "the network writes into its input \"sample\""),
        Arguments.of(BrokenParts.WorksWhenClosed.class, "useAfterCloseSaysSo", "a closed network can still be called"),
        Arguments.of(BrokenParts.ForgetsAParameter.class, "eachParameterChangesItsOwnText", "its parameter weight has no effect on its text"),
        Arguments.of(BrokenParts.WithoutVendor.class, "idsAreWellFormedAndTakenOnce", "an id carries its vendor, such as acme/forgetful"));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void eachIsRejectedWithWhatIsWrong(Class<?> broken, String test, String message) {
    Map<String, String> failures = failures(selectMethod(broken, test));
    assertEquals(1, failures.size(), broken.getSimpleName() + " passes " + test);
    String said = failures.values().iterator().next();
    assertTrue(said.contains(message), broken.getSimpleName() + " is rejected with \"" + said + "\"");
  }

  @ParameterizedTest
  @ValueSource(classes = {BrokenBackends.Right.class, BrokenSolvers.Right.class, BrokenSolvers.RightWithNoise.class})
  void whatIsRightPasses(Class<?> right) {
    assertEquals(Map.of(), failures(selectClass(right)));
  }

  /** Runs a contract; gives the messages of the tests that fail. */
  private static Map<String, String> failures(DiscoverySelector what) {
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(what).filters(TagFilter.excludeTags("full")).build();
    Map<String, String> all = new LinkedHashMap<>();
    var run = new Object() {
      int tests;
    };
    LauncherFactory.create().execute(request, new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        if (id.isTest()) run.tests++;
        if (result.getStatus() == TestExecutionResult.Status.FAILED) all.put(id.getDisplayName(),
            result.getThrowable().map(Throwable::getMessage).orElse(""));
      }
    });
    assertTrue(run.tests > 0, what + " has no tests");
    return all;
  }
}
