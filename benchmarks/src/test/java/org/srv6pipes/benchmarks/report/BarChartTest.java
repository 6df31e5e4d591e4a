package org.srv6pipes.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.srv6pipes.benchmarks.report.BarChart.Bar;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class BarChartTest {

  @Test
  void shouldDrawTheMedianInProportionAndEachRun() throws Exception {
    Document svg =
        parsed(
            BarChart.svg(
                "A < B & C",
                "requests/s",
                List.of(
                    new Bar("router", List.of(90.0, 100.0, 80.0), "", false),
                    new Bar("ours", List.of(45.0, 45.0, 45.0), "0.50 of router", true))));

    assertThat(svg.getDocumentElement().getTextContent()).contains("A < B & C", "0.50 of router");
    assertThat(widthOfBar(svg, 2)).isCloseTo(widthOfBar(svg, 1) / 2, within(0.1));
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
  }

  /** The first rectangle is the paper. */
  private static double widthOfBar(Document svg, int number) {
    Element bar = (Element) svg.getElementsByTagName("rect").item(number);
    return Double.parseDouble(bar.getAttribute("width"));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }
}
