package org.counterflow.diagnostics.topic;

import org.counterflow.diagnostics.samples.FeatureExtractor;
import org.counterflow.diagnostics.samples.Moments;

/**
 * Where pictures are compared by what a classifier sees in them.
 *
 * @param name as reports have it
 * @param extractor asks the classifier
 * @param reference mean and covariance of real data's features
 * @param images how many images the reference is of
 */
public record FeatureSpace(String name, FeatureExtractor extractor, Moments reference, int images) {}
