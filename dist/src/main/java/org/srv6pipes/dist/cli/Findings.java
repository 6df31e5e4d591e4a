package org.srv6pipes.dist.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.rules.Finding;
import org.srv6pipes.service.Json;

/** What commands that examine a host tell scripts. */
final class Findings {

  private Findings() {}

  static String json(List<Finding> findings) {
    return Json.of(findings.stream().map(Findings::json).toList());
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("fault", finding.fault());
    members.put("certain", finding.fault().isCertain());
    members.put("meaning", finding.fault().meaning());
    members.put("what", finding.what());
    members.put("remedy", finding.remedy());
    return members;
  }

  static int exitCode(List<Finding> findings) {
    boolean broken = findings.stream().anyMatch(finding -> finding.fault().isCertain());
    return broken ? ExitCode.FAILED : ExitCode.OK;
  }
}
