# Golden values of intervals, tests and linearised variances from R, with the package survey (Lumley).
# Run in this folder: Rscript golden.R > golden.csv
suppressPackageStartupMessages(library(survey))

show <- function(name, value) cat(sprintf("%s,%.12g\n", name, value))
cat("name,value\n")

answers <- read.csv("answers.csv")
design <- svydesign(ids = ~1, weights = ~weight, data = answers)
yes <- svydesign(ids = ~1, weights = ~weight, data = answers[!is.na(answers$positive), ])
share <- svymean(~positive, yes)
show("weighted share", coef(share))
show("weighted share variance", vcov(share))
show("kish size", with(yes$variables, sum(weight)^2 / sum(weight^2)))

nki <- function(data, weights) {
  data$a <- as.numeric(!is.na(data$satisfied)); data$x <- ifelse(data$a == 1, data$satisfied, 0)
  data$b <- as.numeric(!is.na(data$expected));  data$y <- ifelse(data$b == 1, data$expected, 0)
  whole <- svydesign(ids = ~1, weights = weights, data = data)
  svycontrast(svytotal(~x + a + y + b, whole), quote((x / a + y / b) / 2))
}
for (kind in c("plain", "weighted")) {
  found <- nki(answers, if (kind == "plain") ~one else ~weight)
  show(paste(kind, "index mean"), coef(found))
  show(paste(kind, "index variance"), vcov(found))
}

answers$stratum <- rep(c("north", "south"), c(35, nrow(answers) - 35))
answers$cluster <- (seq_len(nrow(answers)) - 1) %/% 5
drawn <- list(strata = svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = answers),
              clusters = svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = answers),
              part = svydesign(ids = ~1, strata = ~stratum, weights = ~one, data = answers,
                               fpc = ifelse(answers$stratum == "north", 50, 400)))
for (kind in names(drawn)) {
  whole <- update(drawn[[kind]], a = as.numeric(!is.na(satisfied)), x = ifelse(is.na(satisfied), 0, satisfied),
                  b = as.numeric(!is.na(expected)), y = ifelse(is.na(expected), 0, expected))
  found <- svycontrast(svytotal(~x + a + y + b, whole), quote((x / a + y / b) / 2))
  show(paste(kind, "drawn index mean"), coef(found))
  show(paste(kind, "drawn index variance"), vcov(found))
  best <- svymean(~I(as.numeric(satisfied == 10)), subset(whole, !is.na(satisfied)))
  show(paste(kind, "drawn best share"), coef(best))
  show(paste(kind, "drawn best variance"), vcov(best))
}

for (case in list(c(0, 25), c(43, 48), c(90, 100), c(328, 423))) {
  limits <- prop.test(case[1], case[2], correct = FALSE)$conf.int
  show(sprintf("wilson low %d of %d", case[1], case[2]), limits[1])
  show(sprintf("wilson high %d of %d", case[1], case[2]), limits[2])
}

exact <- function(k, n, N) {
  marked <- 0:N
  kept <- marked[phyper(k - 1, marked, N - marked, n, lower.tail = FALSE) >= 0.025 &
                 phyper(k, marked, N - marked, n) >= 0.025]
  range(kept) / N
}
for (case in list(c(0, 25, 60), c(43, 48, 90), c(90, 100, 300), c(328, 423, 1283), c(5040, 6000, 20000))) {
  limits <- exact(case[1], case[2], case[3])
  show(sprintf("exact low %d of %d in %d", case[1], case[2], case[3]), limits[1])
  show(sprintf("exact high %d of %d in %d", case[1], case[2], case[3]), limits[2])
}

mid <- function(k1, n1, k2, n2) {
  at <- dhyper(k1, n1, n2, k1 + k2)
  min(1, 2 * min(phyper(k1, n1, n2, k1 + k2), phyper(k1 - 1, n1, n2, k1 + k2, lower.tail = FALSE)) - at)
}
for (case in list(c(90, 100, 83, 100), c(43, 48, 54, 65), c(12, 12, 0, 9), c(2150, 2500, 1949, 2540))) {
  show(sprintf("mid-p %d of %d and %d of %d", case[1], case[2], case[3], case[4]), mid(case[1], case[2], case[3], case[4]))
}

binomial <- function(k, n, p) {
  at <- dbinom(k, n, p)
  min(1, 2 * min(pbinom(k, n, p), pbinom(k - 1, n, p, lower.tail = FALSE)) - at)
}
for (case in list(c(90, 100, 82), c(16, 25, 56), c(0, 12, 5))) {
  show(sprintf("binomial mid-p %d of %d against %d", case[1], case[2], case[3]), binomial(case[1], case[2], case[3] / 100))
}

adjusted <- p.adjust(c(0.001, 0.012, 0.04, 0.041, 0.3, 0.9), "BH")
for (i in seq_along(adjusted)) show(paste("BH", i), adjusted[i])
