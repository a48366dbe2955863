"""Writes the example files beside it with the libraries that people use.

Run it with scikit-learn, torch, keras, pandas, openpyxl, pyarrow and safetensors installed, and LibreOffice.
"""

import os
import subprocess
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import pandas as pd
import safetensors.numpy
import safetensors.torch
import torch
from openpyxl import Workbook
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
NAMES = ["setosa", "versicolor", "virginica"]


def flowers():
    """Every twelfth flower of the iris data: four numbers and a class each."""
    iris = load_iris()
    return np.ascontiguousarray(iris.data[::12]), np.ascontiguousarray(iris.target[::12])


def scikit_learn() -> None:
    points, classes = flowers()
    fitted = LogisticRegression().fit(points, np.array(NAMES)[classes])
    frame = pd.DataFrame(fitted.predict_proba(points), columns=fitted.classes_)
    frame["y_true"] = np.array(NAMES)[classes]
    frame.to_csv(HERE / "sklearn_predict_proba.csv")
    np.savetxt(HERE / "sklearn_savetxt.txt", fitted.predict_proba(points))
    cancer = load_breast_cancer()
    points, malignant = cancer.data[::40, :4] / cancer.data[:, :4].max(axis=0), 1 - cancer.target[::40]
    share = LogisticRegression().fit(points, malignant).predict_proba(points)[:, 1]
    pd.DataFrame({"y": malignant, "p": share}).to_csv(HERE / "sklearn_binary.csv", index=False)


def of_torch() -> None:
    torch.manual_seed(0)
    points, classes = flowers()
    logits = torch.nn.Linear(4, 3)(torch.tensor(points, dtype=torch.float32))
    np.savez(HERE / "torch_logits.npz", logits=logits.detach().numpy(), labels=classes)
    np.save(HERE / "torch_logits.npy", logits.detach().numpy())
    torch.save({"logits": logits.detach(), "labels": torch.tensor(classes)}, HERE / "torch_save.pt")
    tensors = {"logits": logits.detach().numpy(), "labels": classes}
    safetensors.numpy.save_file(tensors, HERE / "torch_logits.safetensors")


def of_keras() -> None:
    keras.utils.set_random_seed(0)
    points, classes = flowers()
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    np.savez(HERE / "keras_predict.npz", model.predict(points, verbose=0), keras.utils.to_categorical(classes, 3))
    np.savetxt(HERE / "keras_predict.csv", model.predict(points, verbose=0), delimiter=",")


def kaggle() -> None:
    points, classes = flowers()
    fitted = LogisticRegression().fit(points, np.array(NAMES)[classes])
    frame = pd.DataFrame(fitted.predict_proba(points), columns=fitted.classes_)
    frame.insert(0, "id", [f"flower_{k:03d}" for k in range(len(frame))])
    frame.to_csv(HERE / "kaggle_submission.csv", index=False)


def spreadsheet() -> None:
    points, classes = flowers()
    rng = np.random.default_rng(1)
    scores = np.round(points @ rng.normal(size=(4, 3)), 2)
    book = Workbook()
    sheet = book.active
    sheet.append(["Name", *NAMES, "Class"])
    for k, (row, label) in enumerate(zip(scores.tolist(), classes, strict=True)):
        sheet.append([f"flower {k + 1}", *row, NAMES[label]])
    book.save(HERE / "spreadsheet.xlsx")
    frame = pd.DataFrame(scores, columns=NAMES)
    frame.insert(0, "Name", [f"flower {k + 1}" for k in range(len(frame))])
    frame["Class"] = np.array(NAMES)[classes]
    frame.to_csv(HERE / "spreadsheet_german.csv", sep=";", decimal=",", index=False, encoding="utf-8-sig")
    frame.to_parquet(HERE / "table.parquet")
    frame.to_feather(HERE / "table.feather")
    frame.to_json(HERE / "table_records.json", orient="records")
    frame.to_json(HERE / "table_split.json", orient="split")


def old_and_open_spreadsheets() -> None:
    """The spreadsheet as LibreOffice 7.4 saves it in other formats."""
    for suffix in ("xls", "ods"):
        words = ["soffice", "--headless", "--convert-to", suffix, "--outdir", str(HERE), str(HERE / "spreadsheet.xlsx")]
        subprocess.run(words, check=True)


def of_pandas() -> None:
    """What pandas writes beside tables: indexes after filtering, other orients of JSON, several sheets, dates."""
    points, classes = flowers()
    scores = np.round(points @ np.random.default_rng(1).normal(size=(4, 3)), 2)
    names = np.array(NAMES)[classes]
    frame = pd.DataFrame(scores, columns=NAMES).assign(label=names)
    frame.sample(frac=1, random_state=0).to_csv(HERE / "pandas_shuffled_index.csv")
    for orient in ("index", "table"):
        frame.to_json(HERE / f"pandas_{orient}.json", orient=orient)
    frame.to_json(HERE / "pandas_lines.json", orient="records", lines=True)
    fitted = LogisticRegression().fit(points, classes)
    shares = fitted.predict_proba(points)
    pd.DataFrame(shares).assign(target=classes).to_csv(HERE / "pandas_numbered.csv")
    losses = -np.log(shares[np.arange(len(classes)), classes])
    pd.DataFrame(shares, columns=NAMES).assign(label=names, loss=losses).to_csv(HERE / "pandas_loss.csv", index=False)
    frame.assign(when=pd.date_range("2024-01-01", periods=len(frame))).to_parquet(HERE / "pandas_dates.parquet")
    pd.DataFrame({"logits": scores.tolist(), "label": names}).to_parquet(HERE / "pandas_lists.parquet")
    with pd.ExcelWriter(HERE / "pandas_sheets.xlsx", engine="openpyxl") as book:
        frame[NAMES].to_excel(book, sheet_name="outputs", index=False)
        frame[["label"]].to_excel(book, sheet_name="labels", index=False)
    with pd.ExcelWriter(HERE / "pandas_title.xlsx", engine="openpyxl") as book:
        frame.to_excel(book, index=False, startrow=2)
        sheet = book.sheets["Sheet1"]
        sheet["A1"] = "Flowers, run 7"
        sheet.merge_cells("A1:D1")
    halves = torch.tensor(scores, dtype=torch.bfloat16)
    safetensors.torch.save_file(
        {"logits": halves, "labels": torch.tensor(classes)}, HERE / "torch_bfloat16.safetensors"
    )


if __name__ == "__main__":
    for write in (scikit_learn, of_torch, of_keras, kaggle, spreadsheet, old_and_open_spreadsheets, of_pandas):
        write()
